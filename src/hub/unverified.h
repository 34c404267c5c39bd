#pragma once

#include "hub/state.h"
#include "uvchat/base/time.h"

namespace uvchat::hub {

// To be called with each tick: accounts whose address nobody has verified for some days
// (accounts.unverified_days) end, so that their names are free again.
void drop_unverified(ChatState& state, Now now);

}  // namespace uvchat::hub
