#include "hub/channel.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::hub {

namespace {

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

std::vector<ListEntry>& ChannelTraits::list(char letter) {
  UVCHAT_ASSERT(letter == 'b' || letter == 'e' || letter == 'I');
  return letter == 'b' ? bans : letter == 'e' ? exceptions : invited_masks;
}

const std::vector<ListEntry>& ChannelTraits::list(char letter) const {
  return const_cast<ChannelTraits*>(this)->list(letter);
}

void ChannelTraits::add_to_list(char letter, ListEntry entry) {
  lists_bytes += entry.bytes();
  list(letter).push_back(std::move(entry));
}

void ChannelTraits::remove_from_list(char letter, std::size_t index) {
  std::vector<ListEntry>& from = list(letter);
  lists_bytes -= from[index].bytes();
  from.erase(from.begin() + static_cast<std::ptrdiff_t>(index));
}

bool Channel::has_classroom() const {
  return std::any_of(groups.begin(), groups.end(), [](const ReceiverGroup& group) {
    return group.variant == variant_classroom && !group.conns.empty();
  });
}

Membership& Channel::add(MembershipPool::Ptr made) {
  UVCHAT_ASSERT(made->channel == this);
  Membership& member = *made;
  auto& list = is_unseen(member) ? unseen : members;
  member.place_in_channel = static_cast<std::uint32_t>(list.size());
  list.push_back(std::move(made));
  return member;
}

void Channel::remove(Membership& member) {
  UVCHAT_ASSERT(member.seats == nullptr);
  (void)take_out(is_unseen(member) ? unseen : members, member.place_in_channel);
}

void Channel::move_to_members(Membership& member) {
  auto kept = take_out(unseen, member.place_in_channel);
  member.place_in_channel = static_cast<std::uint32_t>(members.size());
  members.push_back(std::move(kept));
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
