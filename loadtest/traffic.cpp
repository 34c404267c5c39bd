#include "loadtest/traffic.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {
namespace {

std::int64_t hrtime_ns() { return static_cast<std::int64_t>(uv_hrtime()); }

}  // namespace

Traffic::Traffic(uv_loop_t& loop, const Scenario& scenario, Crowd& crowd)
    : loop_(loop), scenario_(scenario), crowd_(crowd), ledger_(scenario), free_(scenario.senders) {}

Traffic::~Traffic() { UVCHAT_ASSERT(timer_fd_ == -1); }

Result<void> Traffic::start() {
  sending_ = true;
  start_ns_ = hrtime_ns();
  if (scenario_.saturates()) {
    for (std::uint32_t sender = 0; sender < scenario_.senders; ++sender) {
      send_lines(sender, scenario_.window, hrtime_ns());
    }
    return {};
  }
  const double lines =
      std::ceil(scenario_.rate_per_s * static_cast<double>(scenario_.duration_ns) / 1e9);
  lines_total_ = static_cast<std::uint64_t>(lines);
  timer_fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer_fd_ < 0 || uv_poll_init(&loop_, &timer_, timer_fd_) < 0) {
    return fail(std::string("no timer: ") + std::strerror(errno));
  }
  timer_.data = this;
  uv_poll_start(&timer_, UV_READABLE, &Traffic::on_timer);
  next_due_ns_ = start_ns_;
  send_due_lines();
  return {};
}

void Traffic::stop() {
  sending_ = false;
  if (timer_fd_ != -1) {
    uv_poll_stop(&timer_);
  }
}

void Traffic::close() {
  stop();
  if (timer_fd_ != -1) {
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
    ::close(timer_fd_);
    timer_fd_ = -1;
  }
}

void Traffic::take_bytes(Client& client, std::string_view bytes) {
  struct Sink {
    Ledger& ledger;
    Seat seat;
    std::int64_t now_ns;
    void marked(const Marker& marker) { ledger.delivered(seat, marker, now_ns); }
  } sink{ledger_, client.seat(), hrtime_ns()};
  last_bytes_ns_ = sink.now_ns;
  client.take_bytes(bytes, sink);
  if (scenario_.saturates()) {
    refill_windows(sink.now_ns);
  } else if (sending_ && sink.now_ns >= next_due_ns_) {
    send_due_lines();  // a turn of the loop may take long: the timer alone would be late
  }
  ledger_.clear_completed();
}

std::int64_t Traffic::due_ns(std::uint64_t line) const {
  return start_ns_ + std::llround(static_cast<double>(line) * 1e9 / scenario_.rate_per_s);
}

void Traffic::on_timer(uv_poll_t* poll, int, int) {
  static_cast<Traffic*>(poll->data)->send_due_lines();
}

void Traffic::send_due_lines() {
  for (; next_ < lines_total_; ++next_) {
    next_due_ns_ = due_ns(next_);
    const std::int64_t now_ns = hrtime_ns();
    if (next_due_ns_ > now_ns) {
      set_timer(next_due_ns_);
      return;
    }
    send_lag_.record(now_ns - next_due_ns_);
    send_lines(static_cast<std::uint32_t>(next_ % scenario_.senders), 1, next_due_ns_);
  }
  next_due_ns_ = std::numeric_limits<std::int64_t>::max();
  uv_poll_stop(&timer_);
}

// Setting the time also takes back a readiness that nobody has read.
void Traffic::set_timer(std::int64_t at_ns) const {
  itimerspec time{};
  time.it_value.tv_sec = at_ns / 1'000'000'000;
  time.it_value.tv_nsec = at_ns % 1'000'000'000;
  const int status = timerfd_settime(timer_fd_, TFD_TIMER_ABSTIME, &time, nullptr);
  UVCHAT_ASSERT(status == 0);
}

void Traffic::refill_windows(std::int64_t now_ns) {
  if (!sending_) {
    return;
  }
  for (const std::uint32_t sender : ledger_.completed()) {
    if (free_[sender]++ == 0) {
      ready_.push_back(sender);
    }
  }
  for (const std::uint32_t sender : ready_) {
    send_lines(sender, std::exchange(free_[sender], 0), now_ns);
  }
  ready_.clear();
}

void Traffic::send_lines(std::uint32_t sender, std::uint32_t count, std::int64_t due_ns) {
  Client& client = crowd_.client(sender);
  out_.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    client.append_line(out_, ledger_.next_line(client.seat(), due_ns), scenario_.payload_bytes);
  }
  client.send(out_);
}

}  // namespace uvchat::loadtest
