#pragma once

#include <uv.h>

#include <cstdint>
#include <string>

namespace uvchat::loadtest {

// Counts from the machine's start: the same in all processes.
inline std::int64_t hrtime_ns() { return static_cast<std::int64_t>(uv_hrtime()); }

// Of this machine, since 1970.
std::int64_t wall_ms();
// Such a time as servers say it: "2026-11-22T14:03:11.123Z".
std::string server_time(std::int64_t ms);

}  // namespace uvchat::loadtest
