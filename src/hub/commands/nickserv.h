#pragma once

#include "hub/commands/services.h"

namespace uvchat::hub {

// Accounts and nicks, for clients that know neither REGISTER nor AUTHENTICATE.
extern const Service nickserv;

}  // namespace uvchat::hub
