#pragma once

#include <cstdint>

#include "uvchat/base/result.h"

// How much of the machine a server uses. `configured`: 0 means as much as is good.

namespace uvchat::server {

// With up to two cores there is one loop, and the hub rides on its thread; more cores carry more.
std::uint8_t loops_for(int configured);
// What may be open at once, of what costs a descriptor.
struct Capacity {
  std::uint32_t connections = 0;
  std::uint32_t files = 0;  // for uploads and downloads, each of which has a connection besides

  bool operator==(const Capacity&) const = default;
};
// Of so many descriptors. `configured`: connections.
Result<Capacity> share_out(std::uint64_t descriptors, int configured, bool has_files);
// Of all that the process may have: raises its soft limit to the hard one.
Result<Capacity> take_capacity(int configured, bool has_files);

}  // namespace uvchat::server
