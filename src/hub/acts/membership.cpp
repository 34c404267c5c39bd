#include "hub/acts/membership.h"

#include <algorithm>
#include <string>
#include <vector>

#include "hub/access.h"
#include "hub/acts/channel.h"
#include "hub/reveal.h"
#include "hub/room_modes.h"
#include "hub/sight.h"
#include "hub/telling.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// Tells clients with away-notify that a user who joins is away.
void tell_absence(const Actor& actor, const Membership& membership) {
  Record record = actor.record(RecordKind::away);
  record.text = actor.user.away();
  record.can_wait = true;  // as their JOIN
  tell_viewers(actor.state, membership, record, [&](const Membership&, const Session& session) {
    return !actor.is_asker(session) && session.caps.has(irc::Capability::away_notify);
  });
}

// The classroom, which has no commands, does not count.
bool is_first_on_irc(Work& work, const User& user, const Channel& channel) {
  if (is_in_classroom(user)) return false;
  if (channel.has_classroom()) work.add(channel.size());
  const auto is_on_irc = [](const auto& member) { return !is_in_classroom(*member->user); };
  return std::none_of(channel.members.begin(), channel.members.end(), is_on_irc) &&
         std::none_of(channel.unseen.begin(), channel.unseen.end(), is_on_irc);
}

// The others do not see the rank in a JOIN.
void tell_account_ranks(const Actor& actor, const Membership& membership) {
  const std::string words = rank_words(membership.ranks, actor.user.nick());
  Record record = server_record(actor.state, RecordKind::mode, membership.channel->name,
                                next_place(actor.state, *membership.channel, actor.now));
  record.words = words;
  tell_channel(actor, *membership.channel, record);
}

void forget_invitation(User& user, const Channel& channel) {
  if (user.extras() == nullptr) return;
  std::erase_if(user.make_extras().invitations,
                [&](const Invitation& i) { return i.channel_id == channel.id; });
}

void remember_invitation(User& user, const Channel& channel, bool by_operator) {
  auto& invitations = user.make_extras().invitations;
  // A member's invitation takes nothing away from an operator's.
  by_operator =
      by_operator || std::any_of(invitations.begin(), invitations.end(), [&](const auto& i) {
        return i.channel_id == channel.id && i.by_operator;
      });
  forget_invitation(user, channel);
  if (invitations.size() == limits::invitations_max) invitations.erase(invitations.begin());
  invitations.push_back({channel.slot, channel.id, by_operator});
}

}  // namespace

Channel& channel_for(ChatState& state, std::string_view name, Now now) {
  if (Channel* channel = state.directory.find_channel(name)) return *channel;
  Channel& channel = state.make_channel(name, now.wall_ms());
  channel.modes.set('n', true);
  channel.modes.set('t', true);
  return channel;
}

Membership& join(const Actor& actor, Channel& channel) {
  irc::RankSet ranks = ranks_of_account(actor.state, actor.user, channel);
  if (!channel.keeping && is_first_on_irc(actor.state.work, actor.user, channel)) {
    ranks.set(irc::Rank::op, true);
  }
  Membership& membership = actor.state.join(actor.user, channel, ranks);
  forget_invitation(actor.user, channel);
  Record record = actor.record(RecordKind::join, channel);
  record.can_wait = true;
  tell_about(actor, membership, record);
  if (actor.user.account != nullptr) {
    actor.state.history.note_join(channel.past, actor.user.account->id, record.time_us);
  }
  if (actor.user.is_away()) tell_absence(actor, membership);
  if (channel.keeping && !ranks.empty()) tell_account_ranks(actor, membership);
  return membership;
}

void give_account_ranks(ChatState& state, Membership& member, Now now) {
  const irc::RankSet wanted = ranks_of_account(state, *member.user, *member.channel);
  irc::RankSet given;
  for (const irc::RankSign& sign : irc::rank_signs) {
    given.set(sign.rank, wanted.has(sign.rank) && !member.ranks.has(sign.rank));
  }
  if (given.empty()) return;
  reveal(state, member, now);
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (given.has(sign.rank)) set_rank(member, sign.rank, true);
  }
  tell_modes(state, *member.channel, rank_words(given, member.user->nick()), now);
}

void take_ranks(ChatState& state, Membership& member, irc::RankSet ranks, Now now) {
  Applied taken;
  for (const irc::RankSign& sign : irc::rank_signs) {
    if (!ranks.has(sign.rank) || !member.ranks.has(sign.rank)) continue;
    set_rank(member, sign.rank, false);
    taken.add(false, sign.letter, member.user->nick());
  }
  if (!taken.empty()) tell_modes(state, *member.channel, taken.text(), now);
}

void give_ranks_of(ChatState& state, store::AccountId account, const Channel& channel, Now now) {
  Membership* member = member_of_account(state, account, channel);
  if (member != nullptr) give_account_ranks(state, *member, now);
}

void part(const Actor& actor, Membership& membership, std::string_view reason) {
  Record record = actor.record(RecordKind::part, *membership.channel);
  if (!reason.empty()) record.text = reason;
  record.can_wait = true;
  tell_about(actor, membership, record);
  actor.state.part(membership);
}

void part_insecure(ChatState& state, Channel& channel, Now now) {
  if (!channel.modes.has('z')) return;
  state.work.add(channel.size());
  std::vector<Membership*> insecure;
  channel.for_each_member([&](Membership& member) {
    if (!member.user->modes.has('Z')) insecure.push_back(&member);
  });
  for (Membership* member : insecure) {
    part({state, *member->user, nullptr, nullptr, now}, *member,
         "Here all connections must be over TLS (+z)");
  }
}

void kick(const Actor& actor, Membership& target, std::string_view reason) {
  Record record = actor.record(RecordKind::kick, *target.channel);
  record.words = target.user->nick();
  record.text = reason;
  record.can_wait = target.user == &actor.user;  // members hear at once that another was put out
  tell_about(actor, target, record);
  actor.state.part(target);
}

void invite(const Actor& actor, User& user, Channel& channel, bool by_operator) {
  remember_invitation(user, channel, by_operator);
  Record record = actor.record(RecordKind::invite, user.nick());
  record.words = channel.name;
  tell_user(actor.state, user, record);
  tell_members(actor.state, channel, record, [&](const Membership& member, const Session& session) {
    return member.ranks.at_least(irc::Rank::halfop) && !actor.is_asker(session) &&
           session.caps.has(irc::Capability::invite_notify);
  });
}

}  // namespace uvchat::hub
