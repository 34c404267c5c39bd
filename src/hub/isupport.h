#pragma once

#include <string>
#include <vector>

#include "hub/settings.h"

namespace uvchat::hub {

// What RPL_ISUPPORT says of this server (modern.ircdocs.horse), sorted: "NICKLEN=32", "WHOX". Each
// is true of what the code does; what it depends on are the settings and limits.h.
std::vector<std::string> isupport_tokens(const HubSettings& settings);

}  // namespace uvchat::hub
