#pragma once

#include <uv.h>

#include <cstdint>

namespace uvchat::loadtest {

// Counts from the machine's start: the same in all processes.
inline std::int64_t hrtime_ns() { return static_cast<std::int64_t>(uv_hrtime()); }

}  // namespace uvchat::loadtest
