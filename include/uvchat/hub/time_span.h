#pragma once

#include <algorithm>
#include <cstdint>

namespace uvchat {

// From the time of the first of some lines to that of the last, both included; wall, in
// microseconds. Both 0: it has none.
struct TimeSpan {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;

  bool empty() const { return to_us == 0; }
  // With the other's lines too.
  void extend(const TimeSpan& other) {
    if (other.empty()) return;
    from_us = empty() ? other.from_us : std::min(from_us, other.from_us);
    to_us = std::max(to_us, other.to_us);
  }
  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

}  // namespace uvchat
