#pragma once

#include <string>
#include <string_view>

#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// The host that others see in place of an address. It is keyed, so that it cannot be looked up, and
// has a part for each network (IPv4 /32 /24 /16, IPv6 /64 /48 /32), so that a ban can take a whole
// network. Pure.
std::string cloaked_host(const HashKey& key, std::string_view address);

// The address as one word of a line, where no word but the last begins with ':': "::1" is "0::1".
std::string address_word(std::string_view address);

// Whether it can be a user's host.
bool is_host_word(std::string_view host);

}  // namespace uvchat::hub
