#pragma once

#include "hub/call.h"

namespace uvchat::hub {

// Tells the session all tokens.
void send_isupport(Call& call);
// After REHASH: tells registered users the tokens that are new, have another value or are gone.
// `before`: the settings that state.settings have replaced.
void isupport_changed(ChatState& state, const HubSettings& before, Now now);

}  // namespace uvchat::hub
