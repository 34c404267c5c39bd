#pragma once

#include <string_view>

#include "hub/record.h"
#include "hub/state.h"
#include "uvchat/irc/modes.h"
#include "uvchat/store/history.h"

// What is told is kept in history: which of it, and for whom. Acts call this beside telling.h.

namespace uvchat::hub {

// The place of the next line in the channel, for a record that keep() is then given.
Place next_place(ChatState& state, Channel& channel, Now now);
// The same of a private line. Those of guests are not kept.
Place next_place(ChatState& state, const User& from, const User& to, Now now);
// Whether a message is kept that has these client tags.
bool is_kept(const HubSettings& settings, RecordKind kind, std::string_view client_tags);

// Keeps what was told, where its place is in history.
void keep(ChatState& state, Channel& channel, const Record& record,
          store::Audience audience = store::Audience::all);
void keep_private(ChatState& state, const User& from, const User& to, const Record& record);
// Keeps in each of the user's channels what they do in all of them: NICK, QUIT.
void keep_everywhere(ChatState& state, const User& user, const Record& record, Now now);

store::Audience audience_of(irc::Rank least);
// What the member hears at most.
store::Audience greatest_audience(const Membership& member);
// Those who are told of the member.
store::Audience audience_of(const Membership& about);

}  // namespace uvchat::hub
