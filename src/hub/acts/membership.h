#pragma once

#include <string_view>

#include "hub/acts/actor.h"

// Who is in a channel: joining, leaving, being put out, being invited.

namespace uvchat::hub {

// The channel `name`, made with its first modes where there is none. REQUIRES: a valid name.
Channel& channel_for(ChatState& state, std::string_view name, Now now);

// Makes the actor a member, with the ranks that their account has here. Where nothing keeps the
// channel, its first member who is on IRC becomes operator. REQUIRES: not one yet.
Membership& join(const Actor& actor, Channel& channel);
// Gives the member the ranks that their account has here, and tells the channel.
void give_account_ranks(ChatState& state, Membership& member, Now now);
// Takes those of these ranks that the member has, and tells the channel.
void take_ranks(ChatState& state, Membership& member, irc::RankSet ranks, Now now);
// give_account_ranks() of the account's user, where they are in the channel.
void give_ranks_of(ChatState& state, store::AccountId account, const Channel& channel, Now now);
// part() and kick() end the membership, and the channel if it was the last one. `reason` may be
// empty, and fits into the line.
void part(const Actor& actor, Membership& membership, std::string_view reason);
// Where the channel has mode z: those leave it who are not secure. It may end by it, if nothing
// keeps it.
void part_insecure(ChatState& state, Channel& channel, Now now);
void kick(const Actor& actor, Membership& target, std::string_view reason);

// `user` may come in, if `by_operator`, despite the channel's modes. REQUIRES: the actor is a
// member, `user` is none.
void invite(const Actor& actor, User& user, Channel& channel, bool by_operator);

}  // namespace uvchat::hub
