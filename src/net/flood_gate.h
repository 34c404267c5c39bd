#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "net/settings.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

// Limits how fast one connection may send: a token bucket, stored as the time at which it would be
// full again. A line costs one token for each 512 bytes or part of them, so one rate bounds both
// lines and bytes. Owner: the loop's thread. Times are Now::mono_ms, stored in microseconds.
class FloodGate {
 public:
  // Shared by all gates of a loop.
  struct Rate {
    bool enabled;
    std::uint64_t token_us;  // time to earn one token
    std::uint64_t burst_us;  // time to fill an empty bucket

    explicit Rate(const FloodSettings& settings)
        : enabled(settings.enabled),
          token_us(1'000'000 / std::max(settings.lines_per_second, 1U)),
          burst_us(token_us * std::max(settings.burst_lines, 1U)) {}
  };

  // True if a line may pass now.
  bool open(const Rate& rate, std::uint64_t now_ms) const {
    const std::uint64_t now_us = now_ms * 1000;
    return !rate.enabled ||
           (now_us >= shut_until_us_ && full_at_us_ + rate.token_us <= now_us + rate.burst_us);
  }

  // Charges for a line that has passed. The bucket may go negative: the next line waits longer.
  void charge(const Rate& rate, std::uint64_t now_ms, std::size_t bytes) {
    full_at_us_ = std::max(full_at_us_, now_ms * 1000) +
                  rate.token_us * ((bytes + limits::line_bytes_max - 1) / limits::line_bytes_max);
  }

  // Blocks all lines for another `ms`.
  void penalize(std::uint64_t now_ms, std::uint64_t ms) {
    shut_until_us_ = std::max(shut_until_us_, now_ms * 1000) + ms * 1000;
  }

 private:
  std::uint64_t full_at_us_ = 0;
  std::uint64_t shut_until_us_ = 0;
};

}  // namespace uvchat::net
