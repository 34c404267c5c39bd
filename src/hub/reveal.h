#pragma once

#include "hub/state.h"
#include "hub/work_bound.h"
#include "uvchat/base/time.h"

// How those are shown whom their channel has hidden.

namespace uvchat::hub {

// Everybody in his channel knows `member` from now on: those who have not been told that he is
// there see him come. But in an auditorium nobody is seen to come late: he is simply there.
void reveal(ChatState& state, Membership& member, Now now);

// Shows one after the other of those whom the channels in ChatState::revealing have hidden, until
// the outbox is full or `bound` is reached: true if some are left.
bool reveal_some(ChatState& state, Now now, WorkBound& bound);

}  // namespace uvchat::hub
