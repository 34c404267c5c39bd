#include "hub/sight.h"

#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

bool may_watch(const Membership& member) {
  return member.ranks.at_least(irc::Rank::halfop) || member.user->is_operator();
}

Moment next_moment(Channel& channel) {
  Moment& clock = channel.sight.clock;
  if (clock + 1 < end_of_time) ++clock;
  return clock;
}

// All who are there know each other.
void draw_curtain(Channel& channel) {
  Sight& sight = channel.sight;
  if (std::exchange(sight.curtained, true)) return;
  sight.clock = sight.last_joined = 1;
  for (const auto& member : channel.members) {
    member->joined = sight.clock;
    member->sees_all_since = may_watch(*member) ? 0 : end_of_time;
    if (may_watch(*member)) sight.watchers.push_back(member.get());
  }
}

}  // namespace

void see_join(Membership& member) {
  Channel& channel = *member.channel;
  member.joined = channel.sight.last_joined = next_moment(channel);
  if (hides(channel) && member.ranks.empty()) member.known_before = 0;
  if (!channel.sight.curtained || !may_watch(member)) return;
  member.sees_all_since = 0;  // they are given the names of all
  channel.sight.watchers.push_back(&member);
}

void see_leave(Membership& member) {
  if (member.sees_all_since != end_of_time) std::erase(member.channel->sight.watchers, &member);
}

void show(Membership& member) {
  if (is_unseen(member)) member.channel->move_to_members(member);
  member.known_before = end_of_time;
}

void give_sight(Membership& member) {
  Channel& channel = *member.channel;
  if (!channel.sight.curtained || member.sees_all_since != end_of_time) return;
  member.sees_all_since = next_moment(channel);
  channel.sight.watchers.push_back(&member);
}

void set_rank(Membership& member, irc::Rank rank, bool on) {
  UVCHAT_ASSERT(!on || is_known_to_all(member));
  member.ranks.set(rank, on);
  if (may_watch(member)) give_sight(member);
}

// An auditorium hides those without a rank from all who join after them.
void set_mode(Channel& channel, char letter, bool on) {
  channel.modes.set(letter, on);
  if (letter != 'u' || !on) return;
  draw_curtain(channel);
  const Moment now = next_moment(channel);
  for (const auto& member : channel.members) {
    if (member->ranks.empty() && is_known_to_all(*member)) member->known_before = now;
  }
}

void set_large(Channel& channel, bool on) {
  channel.sight.large = on;
  if (on) draw_curtain(channel);
}

void lift_curtain(Channel& channel) {
  UVCHAT_ASSERT(!hides(channel) && channel.unseen.empty());
  channel.sight.curtained = false;
  channel.sight.watchers = {};
}

void check_sight(const Channel& channel) {
  const Sight& sight = channel.sight;
  UVCHAT_ASSERT(!hides(channel) || sight.curtained);
  std::size_t watchers = 0;
  channel.for_each_member([&](const Membership& m) {
    UVCHAT_ASSERT(is_known_to_all(m) || (sight.curtained && m.ranks.empty()));
    watchers += sight.curtained && m.sees_all_since != end_of_time ? 1 : 0;
  });
  UVCHAT_ASSERT(watchers == sight.watchers.size());
  UVCHAT_ASSERT(!sight.curtained || hides(channel) || sight.revealing);
}

}  // namespace uvchat::hub
