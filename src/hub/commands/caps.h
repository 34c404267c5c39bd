#pragma once

#include "hub/command.h"

namespace uvchat::hub {

void send_isupport(Call& call);

// After REHASH: tells who wants to know which capabilities are new, have another value or are gone,
// and takes those that are gone from all. `before`: the settings that state.settings have replaced.
void caps_changed(ChatState& state, const HubSettings& before, Now now);
// The same for what ISUPPORT says.
void isupport_changed(ChatState& state, const HubSettings& before, Now now);

}  // namespace uvchat::hub
