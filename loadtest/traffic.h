#pragma once

#include <uv.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/crowd.h"
#include "loadtest/histogram.h"
#include "loadtest/ledger.h"
#include "loadtest/scenario.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// Who sends when, and what becomes of it.
//
// Open loop: line n is due at start + n / rate and its sender is n mod senders, however slow the
// server is. Saturation: each sender keeps `window` lines in flight and sends the next when one of
// them has reached its last receiver.
//
// Owned and used by the loop's thread; close() before the loop ends.
class Traffic {
 public:
  Traffic(uv_loop_t& loop, const Scenario& scenario, Crowd& crowd);
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  Result<void> start();
  // Nothing more is sent; what is under way is still counted.
  void stop();
  void close();

  void take_bytes(Client& client, std::string_view bytes);

  // Open loop: the whole schedule has been sent.
  bool all_sent() const { return !scenario_.saturates() && next_ == lines_total_; }
  std::int64_t last_bytes_ns() const { return last_bytes_ns_; }
  const Ledger& ledger() const { return ledger_; }
  // How much later than due the lines left: what the load generator itself adds.
  const Histogram& send_lag() const { return send_lag_; }

 private:
  static void on_timer(uv_poll_t* poll, int status, int events);

  std::int64_t due_ns(std::uint64_t line) const;
  void send_due_lines();
  void refill_windows(std::int64_t now_ns);
  void send_lines(std::uint32_t sender, std::uint32_t count, std::int64_t due_ns);
  void set_timer(std::int64_t at_ns) const;

  uv_loop_t& loop_;
  const Scenario& scenario_;
  Crowd& crowd_;
  Ledger ledger_;
  Histogram send_lag_;
  bool sending_ = false;
  std::int64_t start_ns_ = 0;
  std::int64_t last_bytes_ns_ = 0;
  std::string out_;  // the lines being sent; kept for its memory

  // Open loop. libuv's timers tick in milliseconds, a schedule of 10,000 lines a second does not:
  // hence a timerfd.
  int timer_fd_ = -1;
  uv_poll_t timer_{};
  std::uint64_t next_ = 0;
  std::uint64_t lines_total_ = 0;
  std::int64_t next_due_ns_ = 0;

  // Saturation: lines that each sender may send now, and the senders that may send any.
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> ready_;
};

}  // namespace uvchat::loadtest
