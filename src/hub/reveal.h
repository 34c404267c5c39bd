#pragma once

#include <cstdint>

#include "hub/state.h"
#include "hub/work_bound.h"
#include "uvchat/base/time.h"

// Showing members whom their channel has hidden (see sight.h). Owner: the hub.

namespace uvchat::hub {

// Everybody in the channel knows of `member` from now on. Members who were not told that `member`
// is there hear their JOIN; but an auditorium shows nobody joining late.
void reveal(ChatState& state, Membership& member, Now now);

// What it will cost to show all whom the channel has hidden.
std::uint64_t work_to_reveal(ChatState& state, const Channel& channel);

// Shows hidden members of the channels in ChatState::revealing, one after the other, until the
// outbox is full or `bound` is reached. True if some are left.
bool reveal_some(ChatState& state, Now now, WorkBound& bound);

}  // namespace uvchat::hub
