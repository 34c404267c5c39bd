#include "hub/channel.h"

#include <algorithm>
#include <tuple>

#include "hub/session.h"
#include "uvchat/base/assert.h"

namespace uvchat::hub {

ReceiverGroup& Channel::group_of(const Session& session) {
  const auto wanted = std::tuple(session.variant(), session.conn.loop());
  auto at = std::lower_bound(
      groups.begin(), groups.end(), wanted,
      [](const ReceiverGroup& g, auto k) { return std::tuple(g.variant, g.loop) < k; });
  if (at == groups.end() || std::tuple(at->variant, at->loop) != wanted) {
    at = groups.insert(at, ReceiverGroup{});
    std::tie(at->variant, at->loop) = wanted;
  }
  return *at;
}

std::vector<ListEntry>& Channel::list(char letter) {
  UVCHAT_ASSERT(letter == 'b' || letter == 'e' || letter == 'I');
  return letter == 'b' ? bans : letter == 'e' ? exceptions : invited_masks;
}

const std::vector<ListEntry>& Channel::list(char letter) const {
  return const_cast<Channel*>(this)->list(letter);
}

bool Channel::has_classroom() const {
  return std::any_of(groups.begin(), groups.end(), [](const ReceiverGroup& group) {
    return group.variant == variant_classroom && !group.conns.empty();
  });
}

void Channel::set_mode(char letter, bool on) {
  modes.set(letter, on);
  if (letter != 'u' || !on) return;
  for (const auto& member : members) {
    member->had = member->ranks;
    member->was_there = true;
  }
}

void set_rank(Membership& member, irc::Rank rank, bool on) {
  member.ranks.set(rank, on);
  if (on) member.had.set(rank, true);
}

void Channel::add_receiver(Membership& member) {
  ReceiverGroup& group = group_of(*member.user->session);
  member.place_in_group = static_cast<std::uint32_t>(group.members.size());
  group.members.push_back(&member);
  group.conns.push_back(member.user->session->conn);
  group.listed_in = 0;
}

void Channel::remove_receiver(Membership& member) {
  ReceiverGroup& group = group_of(*member.user->session);
  const std::uint32_t place = member.place_in_group;
  UVCHAT_ASSERT(place < group.members.size() && group.members[place] == &member);
  group.members[place] = group.members.back();
  group.members[place]->place_in_group = place;
  group.conns[place] = group.conns.back();
  group.members.pop_back();
  group.conns.pop_back();
  group.listed_in = 0;
}

}  // namespace uvchat::hub
