#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hub/commands/room_change.h"
#include "hub/commands/services.h"
#include "uvchat/irc/modes.h"

// What ChanServ changes. Each plan looks at what the caller may do, and says so where they may not.

namespace uvchat::hub {

// A name that somebody has given, as ChanServ says it again.
std::string shown_channel(std::string_view name);
void not_stored(Call& call, store::Outcome outcome, std::string_view why);

// The founder of a registered channel; operators of the server may do as much.
bool may_as_founder(const User& user, const Channel& channel);
// What the user has by the access list or as the founder. An operator of the server has all.
irc::RankSet standing(const ChatState& state, const User& user, const Channel& channel);

std::optional<RoomChange> plan_registration(Call& call, Channel& channel);
// The account `name` is given a rank by the access list, or loses it. REQUIRES: the letter of one.
std::optional<RoomChange> plan_access(Call& call, Channel& channel, const irc::ModeChange& change,
                                      const std::string& name);
std::optional<RoomChange> plan_clear_access(Call& call, Channel& channel);
std::optional<RoomChange> plan_clear_modes(Call& call, Channel& channel);
// These two say a token first, and take it as their confirmation.
std::optional<RoomChange> plan_transfer(Call& call, Channel& channel, const std::string& name,
                                        const std::string& token);
std::optional<RoomChange> plan_drop(Call& call, Channel& channel, const std::string& token);

}  // namespace uvchat::hub
