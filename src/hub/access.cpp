#include "hub/access.h"

#include <algorithm>

#include "uvchat/irc/ciphered.h"
#include "uvchat/irc/mask.h"

namespace uvchat::hub {
namespace {

using irc::BanMask;
using irc::Numeric;

bool is_in_channel(const User& user, std::string_view folded) {
  return std::any_of(user.memberships.begin(), user.memberships.end(),
                     [&](const Membership* m) { return m->channel->folded == folded; });
}

bool holds_for(const ChatState& state, const ListEntry& entry, const User& user,
               std::string_view folded_prefix) {
  switch (entry.mask.of) {
    case BanMask::Of::prefix:
      return irc::glob_matches(entry.folded, folded_prefix);
    case BanMask::Of::realname:
      return irc::glob_matches(entry.folded, state.names.fold(user.realname()));
    case BanMask::Of::channel:
      return is_in_channel(user, entry.folded);
  }
  return false;
}

bool banned(const ChatState& state, const Channel& channel, const User& user, bool mutes) {
  return listed(state, channel.bans, user, mutes) &&
         !listed(state, channel.exceptions, user, false) &&
         !(mutes && listed(state, channel.exceptions, user, true));
}

// Whoever an operator of the channel has invited comes in past its modes.
bool let_in_by_operator(const User& user, const Channel& channel) {
  if (user.extras() == nullptr) return false;
  const auto& invitations = user.extras()->invitations;
  return std::any_of(invitations.begin(), invitations.end(), [&](const Invitation& i) {
    return i.channel_id == channel.id && i.by_operator;
  });
}

// The codes for bold, colour (two kinds), reset, monospace, reverse, italic, strike and underline.
bool has_formatting(std::string_view text) {
  return text.find_first_of(std::string_view("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f")) != text.npos;
}

}  // namespace

bool listed(const ChatState& state, const std::vector<ListEntry>& list, const User& user,
            bool mutes) {
  if (list.empty()) return false;
  const std::string folded = state.names.fold(user.prefix());
  return std::any_of(list.begin(), list.end(), [&](const ListEntry& entry) {
    return entry.mask.mutes == mutes && holds_for(state, entry, user, folded);
  });
}

std::optional<Refusal> may_not_join(const ChatState& state, const User& user,
                                    const Channel& channel, std::string_view key) {
  if (let_in_by_operator(user, channel)) return std::nullopt;
  if (channel.modes.has('i') && !listed(state, channel.invited_masks, user, false)) {
    return Refusal{Numeric::err_inviteonlychan, "Cannot join channel (+i): you must be invited"};
  }
  if (!channel.key.empty() && channel.key != key) {
    return Refusal{Numeric::err_badchannelkey, "Cannot join channel (+k): wrong key"};
  }
  if (banned(state, channel, user, false)) {
    return Refusal{Numeric::err_bannedfromchan, "Cannot join channel (+b): you are banned"};
  }
  if (channel.members_max != 0 && channel.size() >= channel.members_max) {
    return Refusal{Numeric::err_channelisfull, "Cannot join channel (+l): it is full"};
  }
  return std::nullopt;
}

bool is_ctcp(std::string_view text) {
  return text.starts_with('\001') && !text.starts_with("\001ACTION ");
}

std::string_view unwelcome(const Channel& channel, std::string_view text) {
  if (channel.modes.has('C') && is_ctcp(text)) return "Cannot send to channel (+C): no CTCP here";
  if (channel.modes.has('c') && has_formatting(text)) {
    return "Cannot send to channel (+c): no colours or formatting here";
  }
  if (channel.modes.has('x') && !text.empty() && !irc::has_ciphered_shape(text)) {
    return "This room takes ciphered lines only";
  }
  return {};
}

SpeechRight may_speak(const ChatState& state, const User& user, const Channel& channel,
                      std::string_view text) {
  if (const std::string_view why = unwelcome(channel, text); !why.empty()) {
    return {Audience::nobody, why};
  }
  const Membership* membership = ChatState::membership_of(user, channel);
  if (membership == nullptr && channel.modes.has('n')) {
    return {Audience::nobody, "Cannot send to channel (+n): you are not in it"};
  }
  if (membership != nullptr && !membership->ranks.empty()) return {};
  const Audience instead = channel.modes.has('U') ? Audience::operators : Audience::nobody;
  if (channel.modes.has('m')) return {instead, "Cannot send to channel (+m): it is moderated"};
  if (banned(state, channel, user, false)) {
    return {instead, "Cannot send to channel (+b): you are banned"};
  }
  if (banned(state, channel, user, true)) {
    return {instead, "Cannot send to channel (+b): you are muted"};
  }
  return {channel.modes.has('U') ? Audience::operators : Audience::all, {}};
}

bool knows(const User& user, const Channel& channel) {
  return !channel.modes.has('s') || user.is_operator() ||
         ChatState::membership_of(user, channel) != nullptr;
}

bool seen_from_outside(const User& viewer, const Membership& member) {
  if (viewer.is_operator() || member.user == &viewer) return true;
  const bool in_audience = member.channel->modes.has('u') && member.ranks.empty();
  return !in_audience && is_known_to_all(member) && !member.user->modes.has('i');
}

bool shown_to(const User& viewer, const Membership& member) {
  if (viewer.is_operator() || member.user == &viewer) return true;
  const Channel& channel = *member.channel;
  if (const Membership* own = ChatState::membership_of(viewer, channel)) return sees(*own, member);
  return knows(viewer, channel) && seen_from_outside(viewer, member);
}

bool may_act_on(const Membership& by, const Membership& target) {
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (target.ranks.has(sign.rank)) return by.ranks.at_least(sign.rank);
  }
  return true;
}

bool has_rank(const User& user, const Channel& channel, irc::Rank rank) {
  const Membership* membership = ChatState::membership_of(user, channel);
  return membership != nullptr && membership->ranks.at_least(rank);
}

}  // namespace uvchat::hub
