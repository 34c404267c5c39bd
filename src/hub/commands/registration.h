#pragma once

#include <optional>

#include "hub/call.h"
#include "hub/login_rules.h"

namespace uvchat::hub {

// Registers the session when it has said all that it must and the negotiation of capabilities is
// over. Afterwards it may be quitting: it is banned, or did not know the server's password.
void try_register(Call& call);
// Why a session that is not registered may use no account yet: it is banned, or has not said the
// server's password. Nothing: it may.
std::optional<Fault> why_not_admitted(Call& call);

}  // namespace uvchat::hub
