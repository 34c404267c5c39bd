#pragma once

#include <cstdint>
#include <string_view>

#include "hub/state.h"
#include "uvchat/base/time.h"

// Users who are always on: when their last session ends they stay in their channels, absent, until
// one comes back or they have been absent for too long.

namespace uvchat::hub {

// Whether users of the account are to stay without a session.
bool is_always_on(const AccountSettings& settings, const Account& account);
// Whether they say by themselves that they are away while they are absent.
bool has_auto_away(const Account& account);

// Whether the user may be here without a session: of one who has some, when the last one ends.
bool may_stay(const ChatState& state, const User& user, Now now);
// The user's last session has ended. They have a nick of their account from now on, if one is free,
// and no operator's rights. REQUIRES: may_stay().
void become_absent(ChatState& state, User& user, Now now);
// From now on the user counts as absent since then (wall, not 0), for this reason, or that which
// they say by themselves. look_at_absence() tells it.
void begin_absence(ChatState& state, User& user, std::int64_t since_ms, std::string_view away);
// A session has come, or they end. Does nothing where they are not absent.
void end_absence(ChatState& state, const User& user);

// Asserts that those who have no session are absent, and no others.
void check_absences(const ChatState& state);

}  // namespace uvchat::hub
