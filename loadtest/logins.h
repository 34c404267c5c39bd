#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "loadtest/report.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// Logins at a rate, right ones and wrong ones, while the other clients talk. Each opens a
// connection, sends a name and a password, waits for the answer, and closes it.
//
// Owned and used by the loop's thread. After close() the loop runs out of handles by itself.
class Logins {
 public:
  // What is given as a reference outlives it.
  Logins(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario);
  ~Logins();
  Logins(const Logins&) = delete;
  Logins& operator=(const Logins&) = delete;

  // From now on as the phase says; `server` is where the clients are connected to.
  void start(const Phase& phase, const sockaddr_storage& server);
  void stop();
  void close();

  // Those that are still under way count as unanswered.
  LoginReport report() const;

 private:
  class Attempt;

  static constexpr std::size_t open_max = 4096;  // at once

  static void on_tick(uv_timer_t* timer);
  void tick();
  void begin(std::int64_t due_ns);
  // `said`: the server's words.
  void answered(const Attempt& attempt, bool let_in, std::string_view said);
  void ended(std::uint64_t number);

  uv_loop_t& loop_;
  std::span<char> read_buffer_;
  const Scenario& scenario_;
  std::vector<sockaddr_storage> sources_;
  uv_timer_t timer_{};
  sockaddr_storage server_{};
  double rate_per_s_ = 0;
  double wrong_share_ = 0;
  std::int64_t started_ns_ = 0;
  std::uint64_t begun_in_phase_ = 0;
  std::int64_t measured_ns_ = 0;  // of the phases that are over
  std::uint64_t begun_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Attempt>> open_;  // by number
  LoginReport report_;
};

}  // namespace uvchat::loadtest
