#pragma once

#include <cstdint>

#include "uvchat/base/result.h"

// How much of the machine a server uses. `configured`: 0 means as much as is good.

namespace uvchat::server {

// With up to two cores there is one loop, and the hub rides on its thread; more cores carry more.
std::uint8_t loops_for(int configured);
// How many connections may be open at once, when the soft limit has been raised to the hard one.
Result<std::uint32_t> connections_allowed(int configured);

}  // namespace uvchat::server
