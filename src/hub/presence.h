#pragma once

#include <string_view>

#include "hub/state.h"

// Who is told that a user comes, goes or changes, besides the members of their channels: those who
// monitor the nick (IRCv3 MONITOR, extended-monitor).

namespace uvchat::hub {

void came_online(ChatState& state, const User& user, Now now);
void went_offline(ChatState& state, std::string_view nick, Now now);
void changed_nick(ChatState& state, const User& user, std::string_view old_nick, Now now);
// Tells a change of `user` to those sessions that have the capability for it: their own, their
// neighbours', and those that monitor them with extended-monitor, each once, but not to `except`.
void tell_acquaintances(ChatState& state, const User& user, const Record& record, ConnId except,
                        irc::Capability needs);

}  // namespace uvchat::hub
