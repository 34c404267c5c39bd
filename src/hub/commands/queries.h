#pragma once

#include "hub/call.h"

namespace uvchat::hub {

// What a session hears when it has registered: 001 to 005, LUSERS, MOTD.
void send_welcome(Call& call);

}  // namespace uvchat::hub
