#pragma once

#include <uv.h>

#include <cstdint>
#include <queue>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/crowd.h"
#include "loadtest/histogram.h"
#include "loadtest/layout.h"
#include "loadtest/ledger.h"
#include "loadtest/scenario.h"
#include "loadtest/schedule.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// Who sends when, and what becomes of it.
//
// Open loop: line n is due when the phase's schedule says so and its sender is the n-th, round and
// round, however slow the server is; the turns of senders that the layout does not let play are
// another's. Saturation: each sender keeps `window` lines in flight and
// sends the next when one of them has reached its last receiver, and it has thought for a while, if
// it thinks at all.
//
// Owned and used by the loop's thread; close() before the loop ends.
class Traffic {
 public:
  // What is given as a reference outlives the traffic.
  Traffic(uv_loop_t& loop, const Scenario& scenario, const Layout& layout, Crowd& crowd);
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  // Begins a phase of the scenario, whose schedule counts from `start_ns`; the one before is
  // stopped.
  Result<void> start(const Phase& phase, std::int64_t start_ns);
  // Open loop: what is due and was not sent yet, because a turn of the loop took long.
  void send_overdue();
  // Nothing more is sent; what is under way is still counted.
  void stop();
  void close();

  void take_bytes(Client& client, std::string_view bytes);

  // Open loop: the whole schedule has been sent.
  bool all_sent() const { return !phase_.saturates() && next_ == schedule_.lines(); }
  std::int64_t last_bytes_ns() const { return last_bytes_ns_; }
  Ledger& ledger() { return ledger_; }
  const Ledger& ledger() const { return ledger_; }
  // How much later than due the lines left: what the load generator itself adds.
  const Histogram& send_lag() const { return send_lag_; }

 private:
  static void on_timer(uv_poll_t* poll, int status, int events);

  Result<void> open_timer();
  void start_saturating();
  void send_what_is_due();
  void send_due_lines(std::int64_t now_ns);
  void end_thinking(std::int64_t now_ns);
  void refill_windows(std::int64_t now_ns);
  void send_lines(std::uint32_t sender, std::uint32_t count, std::int64_t due_ns);
  bool next_is_private();
  std::int64_t thought_until_ns(std::int64_t now_ns);
  void set_timer();

  uv_loop_t& loop_;
  const Scenario& scenario_;
  Crowd& crowd_;
  Ledger ledger_;
  Histogram send_lag_;
  Phase phase_;
  std::vector<std::uint32_t> senders_;
  std::vector<std::uint32_t> speakers_;  // the senders that can speak in this phase
  bool sending_ = false;
  std::int64_t start_ns_ = 0;
  std::int64_t last_bytes_ns_ = 0;
  double private_owed_ = 0;  // of a line
  std::string out_;          // the lines being sent; kept for its memory

  // libuv's timers tick in milliseconds, a schedule of 10,000 lines a second does not: hence a
  // timerfd. next_due_ns_ is when it rings.
  int timer_fd_ = -1;
  uv_poll_t timer_{};
  std::int64_t next_due_ns_ = 0;

  // Open loop.
  Schedule schedule_;
  std::uint64_t next_ = 0;

  // Saturation: lines that each sender may send now, the senders that may send any, and the lines
  // that are being thought about, the soonest first.
  struct Thought {
    std::int64_t until_ns;
    std::uint32_t sender;
    friend bool operator<(const Thought& a, const Thought& b) { return a.until_ns > b.until_ns; }
  };
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> ready_;
  std::priority_queue<Thought> thoughts_;
  std::mt19937_64 random_;  // the same in each run, and another in each of its processes
};

}  // namespace uvchat::loadtest
