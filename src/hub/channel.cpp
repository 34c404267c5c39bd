#include "hub/channel.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

bool may_watch(const Membership& member) {
  return member.ranks.at_least(irc::Rank::halfop) || member.user->is_operator();
}

// The last takes its place.
MembershipPool::Ptr take_out(std::vector<MembershipPool::Ptr>& list, std::uint32_t place) {
  std::swap(list[place], list.back());
  list[place]->place_in_channel = place;
  MembershipPool::Ptr taken = std::move(list.back());
  list.pop_back();
  return taken;
}

}  // namespace

ReceiverGroup& Channel::group_of(Receiver receiver) {
  const auto wanted = std::tuple(receiver.variant, receiver.conn.loop());
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

Moment Channel::next_moment() {
  if (clock + 1 < end_of_time) ++clock;
  return clock;
}

// All who are there know each other.
void Channel::draw_curtain() {
  if (std::exchange(curtained, true)) return;
  clock = 1;
  for (const auto& member : members) {
    member->joined = clock;
    member->sees_all_since = may_watch(*member) ? 0 : end_of_time;
    if (may_watch(*member)) watchers.push_back(member.get());
  }
}

void Channel::lift_curtain() {
  UVCHAT_ASSERT(!hides() && unseen.empty());
  curtained = false;
  watchers = {};
}

void Channel::set_large(bool on) {
  large = on;
  if (on) draw_curtain();
}

// An auditorium hides those without a rank from all who come after them.
void Channel::set_mode(char letter, bool on) {
  modes.set(letter, on);
  if (letter != 'u' || !on) return;
  draw_curtain();
  const Moment now = next_moment();
  for (const auto& member : members) {
    if (member->ranks.empty() && is_known_to_all(*member)) member->known_before = now;
  }
}

Membership& Channel::add(MembershipPool::Ptr made, User& user, irc::RankSet ranks) {
  Membership& member = *made;
  member.user = &user;
  member.channel = this;
  member.ranks = ranks;
  member.joined = next_moment();
  if (hides() && ranks.empty()) member.known_before = 0;
  auto& list = list_of(member);
  member.place_in_channel = static_cast<std::uint32_t>(list.size());
  list.push_back(std::move(made));
  if (curtained && may_watch(member)) {
    member.sees_all_since = 0;  // he is given the names of all
    watchers.push_back(&member);
  }
  return member;
}

void Channel::remove(Membership& member) {
  UVCHAT_ASSERT(member.seats == nullptr);
  if (member.sees_all_since != end_of_time) std::erase(watchers, &member);
  (void)take_out(list_of(member), member.place_in_channel);
}

void Channel::show(Membership& member) {
  if (is_unseen(member)) {
    auto kept = take_out(unseen, member.place_in_channel);
    member.place_in_channel = static_cast<std::uint32_t>(members.size());
    members.push_back(std::move(kept));
  }
  member.known_before = end_of_time;
}

void Channel::give_sight(Membership& member) {
  if (!curtained || member.sees_all_since != end_of_time) return;
  member.sees_all_since = next_moment();
  watchers.push_back(&member);
}

void set_rank(Membership& member, irc::Rank rank, bool on) {
  UVCHAT_ASSERT(!on || is_known_to_all(member));
  member.ranks.set(rank, on);
  if (may_watch(member)) member.channel->give_sight(member);
}

void Channel::add_seat(Membership& member, SeatPool::Ptr seat, Receiver receiver) {
  Seat** end = &member.seats;
  while (*end != nullptr) end = &(*end)->next;
  *end = seat.get();
  ReceiverGroup& group = group_of(receiver);
  seat->place = static_cast<std::uint32_t>(group.seats.size());
  group.seats.push_back(std::move(seat));
  group.conns.push_back(receiver.conn);
  group.listed_in = 0;
}

// The last of the group takes its place.
SeatPool::Ptr Channel::take_seat(Membership& member, const Session& session, Receiver receiver) {
  Seat** at = &member.seats;
  while (*at != nullptr && (*at)->session != &session) at = &(*at)->next;
  UVCHAT_ASSERT(*at != nullptr);
  const std::uint32_t place = (*at)->place;
  ReceiverGroup& group = group_of(receiver);
  UVCHAT_ASSERT(place < group.seats.size() && group.seats[place].get() == *at);
  *at = (*at)->next;
  std::swap(group.seats[place], group.seats.back());
  group.seats[place]->place = place;
  group.conns[place] = group.conns.back();
  group.conns.pop_back();
  group.listed_in = 0;
  SeatPool::Ptr taken = std::move(group.seats.back());
  group.seats.pop_back();
  taken->next = nullptr;
  return taken;
}

}  // namespace uvchat::hub
