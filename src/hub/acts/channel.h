#pragma once

#include <string>
#include <string_view>

#include "hub/acts/actor.h"
#include "uvchat/irc/modes.h"

// What a channel is: its topic, its name, its modes. None of these acts looks at rights.

namespace uvchat::hub {

// `topic` fits into the line; empty: there is none any more.
void set_topic(const Actor& actor, Channel& channel, std::string_view topic);

// Gives the channel another name, and tells those who know RENAME. REQUIRES: a valid name that no
// other channel has. `reason` fits into the line. `actor`: null is the server.
void rename_channel(ChatState& state, const Actor* actor, Channel& channel, std::string_view name,
                    std::string_view reason, Now now);
bool knows_rename(const Session& session);

// Changes of modes; tell_modes() tells the channel of several at once: "+o-v alice bob".
void give_rank(const Actor& actor, Membership& member, irc::Rank rank, bool on);
void set_flag(ChatState& state, Channel& channel, char letter, bool on);
void set_forward(ChannelTraits& channel, const Channel* to);  // null: nowhere
void tell_modes(const Actor& actor, Channel& channel, std::string_view changes);
// "+ov ana ana"
std::string rank_words(irc::RankSet ranks, std::string_view nick);

// What the server itself does.
void set_topic(ChatState& state, Channel& channel, std::string_view topic, Now now);
void tell_modes(ChatState& state, Channel& channel, std::string_view changes, Now now);

}  // namespace uvchat::hub
