#pragma once

#include <cstdint>

namespace uvchat {

// Time is an argument. `mono_ms` only grows and is for deadlines; `wall_us` is since 1970-01-01
// UTC, is for what people read, and may jump either way.
struct Now {
  std::uint64_t mono_ms = 0;
  std::int64_t wall_us = 0;

  std::int64_t wall_ms() const { return wall_us / 1000; }
};

}  // namespace uvchat
