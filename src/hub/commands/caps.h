#pragma once

#include "hub/call.h"

namespace uvchat::hub {

// After REHASH: tells who wants to know which capabilities are new, have another value or are gone,
// and takes those that are gone from all. `before`: the settings that state.settings have replaced.
void caps_changed(ChatState& state, const HubSettings& before, Now now);

}  // namespace uvchat::hub
