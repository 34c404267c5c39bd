#pragma once

#include <string>
#include <vector>

#include "hub/settings.h"

namespace uvchat::hub {

// What RPL_ISUPPORT tells: "NAME" or "NAME=value" each, without spaces.
std::vector<std::string> isupport_tokens(const HubSettings& settings);

}  // namespace uvchat::hub
