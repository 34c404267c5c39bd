#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "uvchat/base/address.h"

namespace uvchat::net {

// The header of the PROXY protocol, versions 1 and 2: by it a proxy says, before anything else, for
// whom it connects. https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt
struct ProxyHeader {
  enum class Kind : std::uint8_t {
    unfinished,  // more bytes decide
    none,        // another protocol's bytes
    malformed,
    local,    // the proxy speaks for itself
    unknown,  // for somebody whose address it does not know, or one that is no IP address
    named,    // for somebody at `address`
  };
  // A header is no longer. Version 1 ends after 107.
  static constexpr std::size_t bytes_max = 4'096;

  // Of what a connection has sent first. Depends on the header alone: with more bytes behind them,
  // bytes that are not unfinished are the same. Never unfinished with bytes_max or more. Allocates
  // nothing. What version 2 has behind the addresses (TLVs) is skipped unseen.
  static ProxyHeader read(std::string_view bytes);

  bool operator==(const ProxyHeader&) const = default;

  Kind kind = Kind::unfinished;
  std::size_t size = 0;  // of the header, if it is local, unknown or named
  Address address;       // if it is named
};

}  // namespace uvchat::net
