#pragma once

#include <uv.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "loadtest/report.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// Pages of what was said, at a rate, while the other clients talk: CHATHISTORY from a random time
// of the run on. They are asked for by a few readers, who are members of the first rooms; what is
// said there they hear too, and nobody counts it. Each asks for one page at a time.
//
// Owned and used by the loop's thread. After close() the loop runs out of handles by itself.
class Pages {
 public:
  static constexpr std::uint32_t readers_max = 8;
  static constexpr int lines_of_page = 100;

  // What is given as a reference outlives it.
  Pages(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // From now on as the phase says; `server` is where the clients are connected to.
  void start(const Phase& phase, const sockaddr_storage& server);
  void stop();
  void close();

  // Those that are still under way count as unanswered.
  PagesReport report() const;

 private:
  class Reader;

  static constexpr std::size_t waiting_max = 4096;  // for a reader

  static void on_tick(uv_timer_t* timer);
  void tick();
  void give_work();
  void answered(std::int64_t due_ns, std::uint64_t lines);
  void refused() { ++report_.refused; }
  std::int64_t any_time_ms();

  uv_loop_t& loop_;
  std::span<char> read_buffer_;
  const Scenario& scenario_;
  uv_timer_t timer_{};
  std::vector<std::unique_ptr<Reader>> readers_;
  std::deque<std::int64_t> waiting_;  // when they were due
  std::mt19937_64 random_{1};
  std::int64_t began_ms_ = 0;  // wall: nothing was said before
  double rate_per_s_ = 0;
  std::int64_t started_ns_ = 0;
  std::uint64_t begun_in_phase_ = 0;
  std::int64_t measured_ns_ = 0;  // of the phases that are over
  std::uint64_t begun_ = 0;
  PagesReport report_;
};

}  // namespace uvchat::loadtest
