#include "loadtest/traffic.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "loadtest/clock.h"
#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

Traffic::Traffic(uv_loop_t& loop, const Scenario& scenario, const Layout& layout, Crowd& crowd)
    : loop_(loop),
      scenario_(scenario),
      crowd_(crowd),
      ledger_(layout, scenario.has_private_lines(),
              scenario.has_echo() ? Ledger::Echo::yes : Ledger::Echo::no),
      free_(scenario.senders),
      random_(std::mt19937_64::default_seed + layout.clients.front()) {
  const auto end = std::lower_bound(layout.clients.begin(), layout.clients.end(), scenario.senders);
  senders_.assign(layout.clients.begin(), end);
}

Traffic::~Traffic() { UVCHAT_ASSERT(timer_fd_ == -1); }

Result<void> Traffic::start(const Phase& phase, std::int64_t start_ns) {
  stop();
  if (timer_fd_ == -1) {
    if (const auto opened = open_timer(); !opened) return opened;
  }
  phase_ = phase;
  speakers_.clear();
  for (const std::uint32_t sender : senders_) {
    if (ledger_.can_speak(sender)) speakers_.push_back(sender);
  }
  sending_ = true;
  start_ns_ = start_ns;
  next_due_ns_ = start_ns_;
  uv_poll_start(&timer_, UV_READABLE, &Traffic::on_timer);
  if (phase_.saturates()) {
    start_saturating();
  } else {
    schedule_ = speakers_.empty() ? Schedule() : Schedule(phase_, senders_, scenario_.senders);
    next_ = 0;
    send_what_is_due();
  }
  return {};
}

Result<void> Traffic::open_timer() {
  timer_fd_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer_fd_ < 0 || uv_poll_init(&loop_, &timer_, timer_fd_) < 0) {
    return fail(std::string("no timer: ") + std::strerror(errno));
  }
  timer_.data = this;
  return {};
}

// Senders that think do so before their first line too: otherwise all would begin at once.
void Traffic::start_saturating() {
  thoughts_ = {};
  std::fill(free_.begin(), free_.end(), 0);
  for (const std::uint32_t sender : speakers_) {
    if (phase_.think_ns == 0) {
      send_lines(sender, phase_.window, hrtime_ns());
      continue;
    }
    for (std::uint32_t line = 0; line < phase_.window; ++line) {
      thoughts_.push({thought_until_ns(start_ns_), sender});
    }
  }
  set_timer();
}

void Traffic::send_overdue() {
  if (sending_ && !phase_.saturates()) send_due_lines(hrtime_ns());
}

void Traffic::stop() {
  sending_ = false;
  if (timer_fd_ != -1) uv_poll_stop(&timer_);
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
  if (ledger_.is_away(client.number())) {
    struct {
      void marked(const Marker&) {}
    } nobody;
    client.take_bytes(bytes, nobody);
    return;
  }
  client.take_bytes(bytes, sink);
  if (sending_ && phase_.saturates()) refill_windows(sink.now_ns);
  if (sending_ && sink.now_ns >= next_due_ns_) {
    send_what_is_due();  // a turn of the loop may take long: the timer alone would be late
  }
  ledger_.clear_completed();
}

void Traffic::on_timer(uv_poll_t* poll, int, int) {
  static_cast<Traffic*>(poll->data)->send_what_is_due();
}

void Traffic::send_what_is_due() {
  if (phase_.saturates()) {
    end_thinking(hrtime_ns());
  } else {
    send_due_lines(hrtime_ns());
  }
  set_timer();
}

void Traffic::send_due_lines(std::int64_t now_ns) {
  for (; next_ < schedule_.lines(); ++next_, now_ns = hrtime_ns()) {
    const std::int64_t due_ns = start_ns_ + schedule_.due_ns(next_);
    if (due_ns > now_ns) return;
    send_lag_.record(now_ns - due_ns);
    send_lines(speakers_[next_ % speakers_.size()], 1, due_ns);
  }
}

void Traffic::end_thinking(std::int64_t now_ns) {
  while (!thoughts_.empty() && thoughts_.top().until_ns <= now_ns) {
    const Thought thought = thoughts_.top();
    thoughts_.pop();
    send_lag_.record(now_ns - thought.until_ns);
    send_lines(thought.sender, 1, thought.until_ns);
  }
}

// Setting the time also takes back a readiness that nobody has read.
void Traffic::set_timer() {
  if (!phase_.saturates() && next_ < schedule_.lines()) {
    next_due_ns_ = start_ns_ + schedule_.due_ns(next_);
  } else if (phase_.saturates() && !thoughts_.empty()) {
    next_due_ns_ = thoughts_.top().until_ns;
  } else {
    next_due_ns_ = std::numeric_limits<std::int64_t>::max();
  }
  itimerspec time{};  // zero: it does not ring
  if (next_due_ns_ != std::numeric_limits<std::int64_t>::max()) {
    time.it_value.tv_sec = next_due_ns_ / 1'000'000'000;
    time.it_value.tv_nsec = next_due_ns_ % 1'000'000'000;
  }
  const int status = timerfd_settime(timer_fd_, TFD_TIMER_ABSTIME, &time, nullptr);
  UVCHAT_ASSERT(status == 0);
}

void Traffic::refill_windows(std::int64_t now_ns) {
  if (phase_.think_ns > 0) {
    for (const std::uint32_t sender : ledger_.completed()) {
      thoughts_.push({thought_until_ns(now_ns), sender});
    }
    if (!thoughts_.empty() && thoughts_.top().until_ns < next_due_ns_) set_timer();
    return;
  }
  for (const std::uint32_t sender : ledger_.completed()) {
    if (free_[sender]++ == 0) ready_.push_back(sender);
  }
  for (const std::uint32_t sender : ready_) {
    send_lines(sender, std::exchange(free_[sender], 0), now_ns);
  }
  ready_.clear();
}

// People's pauses have no memory: they are distributed exponentially.
std::int64_t Traffic::thought_until_ns(std::int64_t now_ns) {
  std::exponential_distribution<double> pause_ns(1 / static_cast<double>(phase_.think_ns));
  return now_ns + std::llround(std::min(pause_ns(random_), 1e12));
}

// Of all lines, each at the moment at which one more is owed.
bool Traffic::next_is_private() {
  private_owed_ += phase_.private_share;
  if (private_owed_ < 1) return false;
  private_owed_ -= 1;
  return true;
}

void Traffic::send_lines(std::uint32_t sender, std::uint32_t count, std::int64_t due_ns) {
  Client& client = crowd_.client(sender);
  out_.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (next_is_private() && !ledger_.is_away(ledger_.partner_of(sender))) {
      client.append_line(out_, ledger_.next_private_line(sender, due_ns), scenario_.payload_bytes,
                         &crowd_.client(ledger_.partner_of(sender)));
    } else {
      client.append_line(out_, ledger_.next_line(client.seat(), due_ns), scenario_.payload_bytes,
                         nullptr);
    }
  }
  client.send(out_);
}

}  // namespace uvchat::loadtest
