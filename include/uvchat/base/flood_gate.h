#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "uvchat/base/limits.h"

namespace uvchat {

struct FloodSettings {
  bool enabled = true;
  std::uint32_t burst_lines = 20;      // at least 1
  std::uint32_t lines_per_second = 5;  // at least 1
};

// Limits how fast lines come: a token bucket, stored as the time at which it would be full again. A
// line costs one token for each 512 bytes or part of them, so one rate bounds both lines and bytes.
// A loop has one for each connection, the hub one for each account. Owner: the thread of its loop,
// or of the hub. Times are Now::mono_ms, stored in microseconds.
class FloodGate {
 public:
  // Shared by all gates.
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
    return !rate.enabled ||
           (now_ms * 1000 >= shut_until_us_ && turn_us(rate, now_ms) == now_ms * 1000);
  }

  // Charges for a line that has passed. The bucket may go negative: the next line waits longer.
  void charge(const Rate& rate, std::uint64_t now_ms, std::size_t bytes) {
    full_at_us_ = std::max(full_at_us_, now_ms * 1000) +
                  rate.token_us * ((bytes + limits::line_bytes_max - 1) / limits::line_bytes_max);
  }

  // Charges for a line that may have to wait, and says until when, or `now_ms`. Lines that wait are
  // let through in the order in which they have asked. REQUIRES: nothing is penalized.
  std::uint64_t take_turn(const Rate& rate, std::uint64_t now_ms, std::size_t bytes) {
    const std::uint64_t at_us = rate.enabled ? turn_us(rate, now_ms) : now_ms * 1000;
    charge(rate, now_ms, bytes);
    return (at_us + 999) / 1000;
  }

  // Blocks all lines for another `ms`.
  void penalize(std::uint64_t now_ms, std::uint64_t ms) {
    shut_until_us_ = std::max(shut_until_us_, now_ms * 1000) + ms * 1000;
  }

 private:
  // When there is a token for a line.
  std::uint64_t turn_us(const Rate& rate, std::uint64_t now_ms) const {
    return std::max(now_ms * 1000 + rate.burst_us, full_at_us_ + rate.token_us) - rate.burst_us;
  }

  std::uint64_t full_at_us_ = 0;
  std::uint64_t shut_until_us_ = 0;
};

}  // namespace uvchat
