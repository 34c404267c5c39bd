#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/http/message.h"

namespace uvchat::http {

// The field in which proxies say for whom they ask. Only one of them counts: what a proxy does not
// write itself it passes on as its client wrote it.
enum class ForwardedBy : std::uint8_t { x_forwarded_for, forwarded };

struct Forwarded {
  std::optional<Address> address;  // nothing: it is not said, or not understood
  bool is_secure = false;          // the client's way to the first proxy has TLS
};

// What a request tells of its client (RFC 7239, and the X-Forwarded- fields that came before it).
// It is read from its end, which the nearest proxy wrote, to the first address that is no proxy's:
// what stands before it, the client may have written. REQUIRES: a proxy has sent the request.
Forwarded forwarded_for(const Request& request, ForwardedBy by,
                        const std::vector<Network>& proxies);

}  // namespace uvchat::http
