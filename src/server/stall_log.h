#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "uvchat/base/limits.h"
#include "uvchat/base/log.h"
#include "uvchat/base/time.h"

namespace uvchat::server {

// Warns the operator when a part of the server took so long that everybody had to wait for it: at
// most once a second, and then of how many it had not warned before.
//
// Owner: the thread whose work it is.
class StallLog {
 public:
  // `part`: "hub", "loop 0". `log` outlives it.
  StallLog(LogSink& log, std::string part) : log_(log), part_(std::move(part)) {}

  void took(std::uint64_t us, Now now) {
    if (us < limits::stall_us) return;
    if (now.mono_ms < silent_until_ms_) {
      ++not_logged_;
      return;
    }
    log_.write(LogLevel::warning, "a turn took long",
               {{"part", part_}, {"took_ms", us / 1000}, {"not_logged_before", not_logged_}});
    not_logged_ = 0;
    silent_until_ms_ = now.mono_ms + interval_ms;
  }

 private:
  static constexpr std::uint64_t interval_ms = 1'000;

  LogSink& log_;
  const std::string part_;
  std::uint64_t silent_until_ms_ = 0;
  std::uint64_t not_logged_ = 0;
};

}  // namespace uvchat::server
