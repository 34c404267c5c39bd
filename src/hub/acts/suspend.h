#pragma once

#include "hub/acts/audit.h"
#include "hub/changes.h"
#include "hub/state.h"

namespace uvchat::hub {

// What the store's answer to store::Suspend means: the deed is noted, and a suspended account has
// no session any more. Where nobody knows whether it was stored, the account is suspended rather
// than not.
Changes::Settle settle_suspension(ChatState& state, store::AccountId id,
                                  const store::Suspension& suspension, const AskedDeed& deed);

}  // namespace uvchat::hub
