#pragma once

#include <string_view>

#include "hub/accounts.h"
#include "hub/acts/actor.h"

// Users log in to accounts. An account has at most one user, whose sessions share their nick and
// channels.

namespace uvchat::hub {

// The actor becomes the account's user. REQUIRES: neither has the other.
void log_in(const Actor& actor, Account& account);

// The session becomes one of the account's user, who has sessions or channels already; its own
// user, a guest, quits. It is told so. REQUIRES: it is registered, as no user of an account.
void move_to_account(ChatState& state, Session& session, User& to, Now now);

}  // namespace uvchat::hub
