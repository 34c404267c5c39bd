#pragma once

#include "hub/state.h"
#include "hub/work_bound.h"
#include "uvchat/base/time.h"

// How it ends that users who are always on (stay.h) are absent, other than by a session that comes.

namespace uvchat::hub {

// They may have been told to stay, or to go: an absent user of the account who may stay no longer
// quits.
void look_at_staying(ChatState& state, const Account& account, Now now);
// The same of all, after the settings have changed: they quit with the next ticks.
void look_at_all_staying(ChatState& state, Now now);
// The server ends: all absent users are removed. No line tells of it.
void forget_absent(ChatState& state);
// Those quit who have been absent for too long, until the outbox is full or `bound` is reached.
// True if some are left.
bool end_long_absences(ChatState& state, Now now, WorkBound& bound);

}  // namespace uvchat::hub
