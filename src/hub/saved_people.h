#pragma once

#include <vector>

#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/store/request.h"

// Those who are always on outlive the server: the store has who they are, in which channels, and
// what those channels are set to, registered or not. Nobody waits for that. Each of them is looked
// at in turn, and the store is asked to keep what is not as it has it: so however much changes, it
// is asked seldom, and what it could not take it is asked for again. A server that ends by itself
// leaves nothing out; after a crash the last seconds are missing. Owner: the hub.

namespace uvchat::hub {

// The account has a user: from now on it is looked at.
void look_after(ChatState& state, const Account& account);
// Goes on with the round. To be called with each tick.
void save_some(ChatState& state, Now now);
// The server ends: the store is asked to keep all that it has not.
void save_all(ChatState& state, Now now);

// As they were when the server ended: makes the channels that are kept for them, and those people.
// To be called when all other channels are there.
void load_people(ChatState& state, const std::vector<store::Account>& accounts,
                 const std::vector<store::KeptRoom>& rooms, Now now);

}  // namespace uvchat::hub
