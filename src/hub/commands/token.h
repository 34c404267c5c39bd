#pragma once

#include "hub/call.h"

// Services to which people show a token of this server's (draft/authtoken): the upload of files.

namespace uvchat::hub {

// Whether the session was promised to be told of services.
bool is_told_of_services(const Session& session);
void send_services(Call& call);
// After REHASH: tells who was promised it which services are new or gone. `before`: the settings
// that state.settings have replaced.
void services_changed(ChatState& state, const HubSettings& before, Now now);

}  // namespace uvchat::hub
