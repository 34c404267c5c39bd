#pragma once

#include <string_view>

#include "hub/accounts.h"
#include "hub/acts/actor.h"
#include "hub/acts/quit.h"

// Users log in to accounts. An account has at most one user, whose sessions share their nick and
// channels.

namespace uvchat::hub {

// The actor becomes the account's user, with its ranks in the channels that they are in. REQUIRES:
// neither has the other.
void log_in(const Actor& actor, Account& account);

// All sessions of the account end, also those that are not registered yet, but for `except`.
void end_sessions_of(ChatState& state, const Account& account, std::string_view why, Now now,
                     ConnId except = {}, Ends ends = Ends::session);
// The account ends: its user is a guest again, without the ranks that it gave them, and sessions
// that have logged in to it and are not registered have logged in to none. They are told so.
void log_out_all(ChatState& state, Account& account, Now now);
// The account has ended in the store, with all that was its own.
void end_account(ChatState& state, Account& account, Now now);

// The session becomes one of the account's user, who may have been absent; `away` is why it says
// that they are away: empty, they are here. REQUIRES: it has neither user nor registration.
void add_session(ChatState& state, Session& session, User& to, std::string_view away, Now now);
// The same of a session that is registered, as no user of an account: its own user, a guest, quits.
// It is told that it leaves their channels, and its new nick.
void move_to_account(ChatState& state, Session& session, User& to, Now now);

}  // namespace uvchat::hub
