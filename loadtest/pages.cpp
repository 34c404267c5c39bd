#include "loadtest/pages.h"

#include <algorithm>
#include <string>
#include <utility>

#include "client/irc_client.h"
#include "loadtest/client.h"
#include "loadtest/clock.h"

namespace uvchat::loadtest {
namespace {

constexpr std::uint64_t page_tick_ms = 5;

}  // namespace

// One who reads, from the connect to the end.
class Pages::Reader final : private client::IrcClient::Listener {
 public:
  Reader(Pages& pages, std::uint32_t number)
      : pages_(pages),
        room_("#load" + std::to_string(number)),
        session_(pages.loop_, pages.read_buffer_, *this,
                 {"reader" + std::to_string(number), "load", "uvchat loadgen"},
                 {"batch", "server-time", "message-tags", "draft/chathistory"}) {
    equip(session_, pages.scenario_);
  }

  void connect(const sockaddr_storage& server) { session_.connect(server); }
  void close() { session_.close(); }
  bool is_free() const { return is_inside_ && due_ns_ == 0; }
  void ask(std::int64_t due_ns, std::int64_t before_ms) {
    due_ns_ = due_ns;
    lines_ = 0;
    session_.send_line("CHATHISTORY BEFORE " + room_ + " timestamp=" + server_time(before_ms) +
                       " " + std::to_string(lines_of_page));
  }

 private:
  void on_registered(client::IrcClient& session) override { session.send_line("JOIN " + room_); }
  // A run that has just ended may have its readers still at the server.
  void on_nick_refused(client::IrcClient& session, const irc::Message&) override {
    session.request_nick(session.nick() + "x");
  }
  void on_line(client::IrcClient&, const irc::Message& message) override {
    const std::string_view first = message.param(0);
    if (message.command == "366") {
      is_inside_ = true;
      pages_.give_work();
    } else if (due_ns_ == 0) {
      return;
    } else if (message.command == "BATCH" && first.starts_with('+')) {
      batch_ = first.substr(1);
    } else if (message.command == "PRIVMSG") {
      lines_ += irc::find_tag(message.tags, "batch") == batch_ ? 1 : 0;
    } else if (message.command == "BATCH" && first.substr(1) == batch_) {
      pages_.answered(std::exchange(due_ns_, 0), lines_);
      pages_.give_work();
    } else if (message.command == "FAIL" && first == "CHATHISTORY") {
      due_ns_ = 0;
      pages_.refused();
      pages_.give_work();
    }
  }
  void on_closed(client::IrcClient&, const client::Closed&) override { is_inside_ = false; }

  Pages& pages_;
  const std::string room_;
  bool is_inside_ = false;
  std::int64_t due_ns_ = 0;  // of the page that is under way; 0: none is
  std::uint64_t lines_ = 0;  // of it, so far
  std::string batch_;
  client::IrcClient session_;
};

Pages::Pages(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario)
    : loop_(loop), read_buffer_(read_buffer), scenario_(scenario) {
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
}

Pages::~Pages() = default;

void Pages::start(const Phase& phase, const sockaddr_storage& server) {
  if (began_ms_ == 0) began_ms_ = wall_ms();
  if (phase.pages_per_s == 0) return;
  if (readers_.empty()) {
    for (std::uint32_t i = 0; i < std::min(scenario_.rooms, readers_max); ++i) {
      readers_.push_back(std::make_unique<Reader>(*this, i));
      readers_.back()->connect(server);
    }
  }
  rate_per_s_ = phase.pages_per_s;
  started_ns_ = hrtime_ns();
  begun_in_phase_ = 0;
  uv_timer_start(&timer_, &Pages::on_tick, 0, page_tick_ms);
}

void Pages::stop() {
  if (started_ns_ == 0) return;
  measured_ns_ += hrtime_ns() - std::exchange(started_ns_, 0);
  uv_timer_stop(&timer_);
}

void Pages::close() {
  stop();
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
  for (const auto& reader : readers_) reader->close();
}

void Pages::on_tick(uv_timer_t* timer) { static_cast<Pages*>(timer->data)->tick(); }

void Pages::tick() {
  const std::int64_t now_ns = hrtime_ns();
  for (;; ++begun_in_phase_) {
    const auto after_ns =
        static_cast<std::int64_t>(static_cast<double>(begun_in_phase_) * 1e9 / rate_per_s_);
    if (started_ns_ + after_ns > now_ns) break;
    ++begun_;
    if (waiting_.size() < waiting_max) waiting_.push_back(started_ns_ + after_ns);
  }
  give_work();
}

void Pages::give_work() {
  for (const auto& reader : readers_) {
    if (waiting_.empty()) return;
    if (!reader->is_free()) continue;
    reader->ask(waiting_.front(), any_time_ms());
    waiting_.pop_front();
  }
}

void Pages::answered(std::int64_t due_ns, std::uint64_t lines) {
  report_.each.record(hrtime_ns() - due_ns);
  ++report_.answered;
  report_.lines += lines;
}

std::int64_t Pages::any_time_ms() {
  return std::uniform_int_distribution<std::int64_t>(began_ms_, wall_ms())(random_);
}

PagesReport Pages::report() const {
  PagesReport report = report_;
  const std::int64_t now_ns = started_ns_ != 0 ? hrtime_ns() - started_ns_ : 0;
  report.measured_s = static_cast<double>(measured_ns_ + now_ns) / 1e9;
  report.unanswered = begun_ - report.answered - report.refused;
  return report;
}

}  // namespace uvchat::loadtest
