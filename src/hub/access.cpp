#include "hub/access.h"
#include "hub/registered_rooms.h"
#include "hub/sight.h"
#include "hub/upload_urls.h"

#include <algorithm>

#include "uvchat/irc/ciphered.h"

namespace uvchat::hub {
namespace {

using irc::BanMask;
using irc::Numeric;

// A user as masks see them; each text is folded when the first mask asks for it.
class MaskedUser {
 public:
  MaskedUser(const ChatState& state, Work& work, const User& user)
      : state_(state), work_(work), user_(user) {}

  bool matches(const ListEntry& entry) {
    switch (entry.mask.of) {
      case BanMask::Of::prefix:
        return glob_matches(work_, entry.folded, fold(prefix_, user_.prefix()));
      case BanMask::Of::realname:
        return glob_matches(work_, entry.folded, fold(realname_, user_.realname()));
      case BanMask::Of::channel:
        return is_in(entry.folded);
      case BanMask::Of::account:
        return user_.account != nullptr &&
               glob_matches(work_, entry.folded, fold(account_, user_.account_name()));
    }
    return false;
  }
  bool matches_any(const std::vector<ListEntry>& list, bool mutes) {
    return std::any_of(list.begin(), list.end(), [&](const ListEntry& entry) {
      return entry.mask.mutes == mutes && matches(entry);
    });
  }

 private:
  std::string_view fold(std::optional<std::string>& folded, std::string_view text) {
    if (!folded) fold_into(work_, state_.names, folded.emplace(), text);
    return *folded;
  }
  bool is_in(std::string_view folded_channel) {
    work_.add(1 + user_.memberships.size() / 8);
    return std::any_of(user_.memberships.begin(), user_.memberships.end(),
                       [&](const Membership* m) { return m->channel->folded == folded_channel; });
  }

  const ChatState& state_;
  Work& work_;
  const User& user_;
  std::optional<std::string> prefix_, realname_, account_;
};

Verdict judge(const ChatState& state, Work& work, const User& user, const Channel& channel) {
  MaskedUser masked(state, work, user);
  Verdict verdict;
  const bool banned = masked.matches_any(channel.bans, false);
  const bool muted = masked.matches_any(channel.bans, true);
  if ((banned || muted) && !masked.matches_any(channel.exceptions, false)) {
    verdict.banned = banned;
    verdict.muted = muted && !masked.matches_any(channel.exceptions, true);
  }
  verdict.invited = masked.matches_any(channel.invited_masks, false);
  return verdict;
}

constexpr Refusal invite_only{Numeric::err_inviteonlychan,
                              "Cannot join channel (+i): you must be invited"};

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

Verdict verdict_of(ChatState& state, const User& user, const Channel& channel) {
  if (channel.bans.empty() && channel.invited_masks.empty()) return {};
  const Verdicts::Key key{channel.lists_version, user.id, user.changes};
  if (const Verdict* known = state.verdicts.find(key)) return *known;
  const Verdict verdict = judge(state, state.work, user, channel);
  state.verdicts.keep(key, verdict);
  return verdict;
}

// What costs least to see comes first: the lists of masks are asked last.
std::optional<Refusal> may_not_join(ChatState& state, const User& user, const Channel& channel,
                                    std::string_view key) {
  // This one holds for everybody: an invitation or a rank does not help.
  if (channel.modes.has('z') && !user.modes.has('Z')) {
    return Refusal{Numeric::err_secureonlychan,
                   "Cannot join channel (+z): all of your connections must be over TLS"};
  }
  if (let_in_by_operator(user, channel)) return std::nullopt;
  if (ranks_of_account(state, user, channel).at_least(irc::Rank::halfop)) return std::nullopt;
  if (!channel.key.empty() && channel.key != key) {
    return Refusal{Numeric::err_badchannelkey, "Cannot join channel (+k): wrong key"};
  }
  if (channel.members_max != 0 && channel.size() >= channel.members_max) {
    return Refusal{Numeric::err_channelisfull, "Cannot join channel (+l): it is full"};
  }
  if (channel.modes.has('R') && user.account == nullptr) {
    return Refusal{Numeric::err_needreggednick, "Cannot join channel (+R): log in first"};
  }
  const bool by_invitation = channel.modes.has('i');
  if (by_invitation && channel.invited_masks.empty()) return invite_only;
  const Verdict verdict = verdict_of(state, user, channel);
  if (by_invitation && !verdict.invited) return invite_only;
  if (verdict.banned) {
    return Refusal{Numeric::err_bannedfromchan, "Cannot join channel (+b): you are banned"};
  }
  return std::nullopt;
}

bool all_are_secure(Work& work, const Channel& channel) {
  work.add(channel.size());
  const auto is_secure = [](const auto& member) { return member->user->modes.has('Z'); };
  return std::all_of(channel.members.begin(), channel.members.end(), is_secure) &&
         std::all_of(channel.unseen.begin(), channel.unseen.end(), is_secure);
}

bool is_ctcp(std::string_view text) {
  return text.starts_with('\001') && !text.starts_with("\001ACTION ");
}

std::string_view unwelcome(const HubSettings& settings, const Channel& channel,
                           std::string_view text) {
  if (channel.modes.has('C') && is_ctcp(text)) return "Cannot send to channel (+C): no CTCP here";
  if (channel.modes.has('W') && names_file(settings.uploads, text)) {
    return "Cannot send to channel (+W): no uploaded files here";
  }
  if (channel.modes.has('c') && has_formatting(text)) {
    return "Cannot send to channel (+c): no colours or formatting here";
  }
  if (channel.modes.has('x') && !text.empty() && !irc::has_ciphered_shape(text)) {
    return "Cannot send to channel (+x): encrypted lines only";
  }
  return {};
}

SpeechRight may_speak(ChatState& state, const User& user, const Channel& channel,
                      std::string_view text) {
  if (const std::string_view why = unwelcome(state.settings, channel, text); !why.empty()) {
    return {Audience::nobody, why};
  }
  const Membership* membership = ChatState::membership_of(user, channel);
  if (membership == nullptr && channel.modes.has('n')) {
    return {Audience::nobody, "Cannot send to channel (+n): you are not in it"};
  }
  if (membership != nullptr && !membership->ranks.empty()) return {};
  const Audience instead = channel.modes.has('U') ? Audience::operators : Audience::nobody;
  if (channel.modes.has('m')) return {instead, "Cannot send to channel (+m): it is moderated"};
  if (channel.modes.has('M') && user.account == nullptr) {
    return {instead, "Cannot send to channel (+M): log in first"};
  }
  const Verdict verdict = verdict_of(state, user, channel);
  if (verdict.banned) return {instead, "Cannot send to channel (+b): you are banned"};
  if (verdict.muted) return {instead, "Cannot send to channel (+b): you are muted"};
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

irc::RankSet ranks_of_account(const ChatState& state, const User& user, const Channel& channel) {
  irc::RankSet ranks;
  if (!channel.keeping || user.account == nullptr) return ranks;
  const std::string& founder = channel.keeping->declared_founder;
  if (!founder.empty() && state.names.fold(user.account->name) == founder) {
    ranks.set(irc::Rank::owner, true);
  }
  if (!channel.is_registered()) return ranks;
  const irc::RankSet access = access_of(*channel.keeping, user.account->id);
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (access.has(sign.rank)) ranks.set(sign.rank, true);
  }
  if (is_founder(user, channel)) ranks.set(irc::Rank::owner, true);
  return ranks;
}

bool is_founder(const User& user, const Channel& channel) {
  return user.account != nullptr && channel.is_registered() &&
         channel.keeping->founder == user.account->id;
}

Membership* member_of_account(const ChatState& state, store::AccountId account,
                              const Channel& channel) {
  const Account* known = state.accounts.find(account);
  const bool is_here = known != nullptr && known->user != nullptr;
  return is_here ? ChatState::membership_of(*known->user, channel) : nullptr;
}

bool may_act_on(const Membership& by, const Membership& target) {
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (target.ranks.has(sign.rank)) return by.ranks.at_least(sign.rank);
  }
  return true;
}

Channel* forward_of(const ChatState& state, const Channel& channel) {
  if (channel.forward.empty()) return nullptr;
  Channel* to = state.directory.find_channel(channel.forward);
  return to != nullptr && to->id == channel.forward_id ? to : nullptr;
}

bool has_rank(const User& user, const Channel& channel, irc::Rank rank) {
  const Membership* membership = ChatState::membership_of(user, channel);
  return membership != nullptr && membership->ranks.at_least(rank);
}

bool may_ban_members_of(const User& user, std::string_view folded_channel) {
  return user.is_operator() ||
         std::any_of(user.memberships.begin(), user.memberships.end(), [&](const Membership* m) {
           return m->channel->folded == folded_channel &&
                  (!m->channel->sight.curtained || m->sees_all_since != end_of_time);
         });
}

}  // namespace uvchat::hub
