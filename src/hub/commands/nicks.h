#pragma once

#include <string>
#include <string_view>

#include "hub/acts/actor.h"

// Who may have which nick. A nick that belongs to an account is its owner's: a guest who takes it
// is told so, and gets another one if they have not logged in when the grace is over
// (accounts.nick_grace_seconds), or when the owner comes. Without a grace guests cannot take it,
// and whoever had it before it was owned keeps it. What looks like it nobody else takes.

namespace uvchat::hub {

// Whether somebody who is logged in to `account`, or to none, may take the nick now: nobody else
// has it, or those who have it must give it back. `self`: who has it may be they; null: nobody.
bool may_take_nick(const ChatState& state, std::string_view nick, const Account* account,
                   const User* self = nullptr);
// To be called before it is taken: who has it, and is not its owner, gets another one.
// REQUIRES: may_take_nick().
void take_back_nick(ChatState& state, std::string_view nick, const Account* account, Now now);
// To be called when a user has got a nick, or has logged in: the grace begins or ends.
void watch_nick(ChatState& state, User& user, Now now);
// To be called when the nick has become an account's: who has it may be anybody. `self`: whom it
// has become the nick of; null: nobody.
void watch_holder(ChatState& state, std::string_view nick, const User* self, Now now);
// The grace of the session's guest is over.
void end_nick_grace(ChatState& state, Session& session, Now now);

// `wanted`, or the nearest nick to it that is free and belongs to no account. However many want one
// name, a number is given once, so that all together look no more often than there are people.
// `user` may have it already.
std::string free_nick(ChatState& state, const std::string& wanted, const User* user = nullptr);
// A nick for somebody who has none of their own: "guest12".
std::string guest_nick(ChatState& state);

}  // namespace uvchat::hub
