#pragma once

#include "hub/call.h"

namespace uvchat::hub {

// Registers the session when it has said all that it must and the negotiation of capabilities is
// over. Afterwards it may be quitting: it is banned, or did not know the server's password.
void try_register(Call& call);

}  // namespace uvchat::hub
