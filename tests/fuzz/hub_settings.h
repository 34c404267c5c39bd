#pragma once

#include <string_view>

#include "hub/settings.h"

namespace uvchat::fuzz {

// A word of a script's first line changes the settings; others mean nothing.
void take_word(hub::HubSettings& settings, std::string_view word);

}  // namespace uvchat::fuzz
