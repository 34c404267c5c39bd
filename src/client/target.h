#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::client {

// A server as people write it.
struct Target {
  std::string host;
  std::uint16_t port = 0;
};

// "host:port", "host", "[::1]:port", "::1"; `default_port` where none is given.
Result<Target> parse_target(std::string_view text, std::uint16_t default_port);

}  // namespace uvchat::client
