// What a run sees of the server besides its lines: the part of Run that asks whether it is there,
// whether it holds lines back, and whether it has kept them.

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "loadtest/clock.h"
#include "loadtest/run.h"

namespace uvchat::loadtest {
namespace {

constexpr std::int64_t queue_min_ns =
    100'000'000;  // a line that has waited for longer is asked about
constexpr std::int64_t unanswered_ns = 1'000'000'000;

// An answer is one at once where it took less than this part of the time the lines had waited.
constexpr std::int64_t at_once_divisor = 4;

}  // namespace

// Where lines wait for long at the server, somebody else asks it something: if it answers at once,
// it is not slow but holds them back.
void Run::look_for_queues() {
  if ((state_ != State::running && state_ != State::draining) || scenario_.idle) return;
  const std::int64_t now_ns = hrtime_ns();
  const Ledger::Queues queues = traffic_->ledger().queues(now_ns, queue_min_ns);
  QueueReport& report = report_.queues;
  report.senders = std::max(report.senders, queues.senders);
  if (queues.senders > 0 && asked_ns_ == 0 && crowd_->ask_a_bystander()) {
    asked_ns_ = now_ns;
    waited_ns_ = queues.longest_ns;
    ++report.asked;
  }
}

void Run::on_answer() {
  if (asked_ns_ != 0) {
    const std::int64_t took_ns = hrtime_ns() - std::exchange(asked_ns_, 0);
    report_.queues.answered_at_once += took_ns < waited_ns_ / at_once_divisor ? 1 : 0;
  }
}

bool Run::is_unanswered() const {
  return asked_ns_ != 0 && hrtime_ns() - asked_ns_ > unanswered_ns;
}

// All connections were lost, one after the other.
std::string Run::server_gone() const {
  std::string text = "the server went away";
  if (measured_from_ns_ != 0) {
    text +=
        " " + format_duration(hrtime_ns() - measured_from_ns_) + " after the first line was due";
  }
  if (scenario_.server_pid != 0 && !server_usage()) {
    text += ", its process " + std::to_string(scenario_.server_pid) + " has ended";
  }
  return text + ": all " + std::to_string(crowd_->lost()) +
         " connections were lost, the first of " + first_loss_;
}

// Of the figures nothing is changed by it.
void Run::verify(std::string failure) {
  if (history_check_ == nullptr || measured_from_ns_ == 0 || state_ == State::over) {
    finish(std::move(failure));
    return;
  }
  end_measuring();
  traffic_->stop();
  logins_->stop();
  pages_->stop();
  uploads_->stop();
  state_ = State::verifying;
  next_ = nullptr;
  deadline_ns_ = std::numeric_limits<std::int64_t>::max();
  report_.failure = std::move(failure);
  fill_report();
  history_check_->start(traffic_->ledger().heard(), crowd_->address());
}

void Run::on_history_checked() { finish(); }

Run::Moment Run::moment() const {
  return {hrtime_ns(), usage_of(getpid()).value_or(Usage{}), server_usage(), stolen_ns()};
}

std::optional<Usage> Run::server_usage() const {
  if (scenario_.server_pid == 0) return std::nullopt;
  const auto usage = usage_of(scenario_.server_pid);
  return usage ? std::optional(*usage) : std::nullopt;
}

std::optional<std::int64_t> Run::server_memory_bytes() const {
  const auto bytes = memory_bytes_of(scenario_.server_pid);
  return bytes ? std::optional(*bytes) : std::nullopt;
}

}  // namespace uvchat::loadtest
