#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "net/settings.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

// How fast one connection may say things: a bucket of tokens, kept as the time at which it would be
// full again. A line costs a token for each 512 bytes that it begins, so one number bounds
// lines and bytes. Owner: the loop. Times are Now::mono_ms, kept in microseconds.
class FloodGate {
 public:
  // The rates that all gates of a loop share.
  struct Rate {
    bool enabled;
    std::uint64_t token_us;  // the time in which one token comes
    std::uint64_t burst_us;  // the time in which an empty bucket fills

    explicit Rate(const FloodSettings& settings)
        : enabled(settings.enabled),
          token_us(1'000'000 / std::max(settings.lines_per_second, 1U)),
          burst_us(token_us * std::max(settings.burst_lines, 1U)) {}
  };

  // Whether a line may pass.
  bool open(const Rate& rate, std::uint64_t now_ms) const {
    const std::uint64_t now_us = now_ms * 1000;
    return !rate.enabled ||
           (now_us >= shut_until_us_ && full_at_us_ + rate.token_us <= now_us + rate.burst_us);
  }

  // Pays for a line that has passed. The bucket may go below empty: then the next one waits longer.
  void charge(const Rate& rate, std::uint64_t now_ms, std::size_t bytes) {
    full_at_us_ = std::max(full_at_us_, now_ms * 1000) +
                  rate.token_us * ((bytes + limits::line_bytes_max - 1) / limits::line_bytes_max);
  }

  // Lets nothing pass for `ms` more than it would have.
  void penalize(std::uint64_t now_ms, std::uint64_t ms) {
    shut_until_us_ = std::max(shut_until_us_, now_ms * 1000) + ms * 1000;
  }

 private:
  std::uint64_t full_at_us_ = 0;
  std::uint64_t shut_until_us_ = 0;
};

}  // namespace uvchat::net
