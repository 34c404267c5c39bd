#pragma once

#include <algorithm>
#include <cstdint>

#include "uvchat/base/random.h"

namespace uvchat::cli {

// How long to wait before the next attempt: 1, 2, 4 ... 60 s, each up to a quarter less or more, so
// that not all clients connect at the same moment when a server comes back.
class Backoff {
 public:
  static constexpr std::uint64_t first_ms = 1000;
  static constexpr std::uint64_t last_ms = 60'000;

  explicit Backoff(std::uint64_t seed) : random_(seed) {}

  std::uint64_t next_ms() {
    const std::uint64_t wait_ms = next_ms_;
    next_ms_ = std::min(2 * next_ms_, last_ms);
    return wait_ms - wait_ms / 4 + random_.below(wait_ms / 2);
  }
  void reset() { next_ms_ = first_ms; }

 private:
  SeededRandom random_;
  std::uint64_t next_ms_ = first_ms;
};

}  // namespace uvchat::cli
