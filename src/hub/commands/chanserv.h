#pragma once

#include "hub/commands/services.h"

namespace uvchat::hub {

// Registers channels and keeps their access lists.
extern const Service chanserv;

}  // namespace uvchat::hub
