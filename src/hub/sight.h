#pragma once

#include <cstddef>

#include "hub/channel.h"

// Who in a channel is told of whom: large channels and auditoriums (mode u) hide members. The rules
// stand here; reveal.h tells those who are shown somebody later. What a channel hides is a matter
// of this node alone: nothing of it is stored or sent to other nodes.
//
// In an auditorium those without a rank are seen by operators alone; in a large channel so are
// those who have joined and not said anything. But a member who has seen another sees them until
// one of them leaves: otherwise clients would show people who have gone. So each membership has a
// moment of the channel's own time in which it began, and says who knows of it: those who joined
// before `known_before`. The times are kept only while the channel is curtained.

namespace uvchat::hub {

// Whether `viewer` is told what `member` is and does, but for what they say.
inline bool sees(const Membership& viewer, const Membership& member) {
  return viewer.joined < member.known_before || viewer.sees_all_since != end_of_time;
}

// Whether `viewer` was told that `member` is there when one of them joined. A member who has become
// an operator since sees them, but has not been told.
inline bool was_told_of(const Membership& viewer, const Membership& member) {
  return viewer.joined < member.known_before || viewer.sees_all_since < member.joined;
}

// Whether all who are there were told so.
inline bool were_all_told_of(const Membership& member) {
  return member.channel->sight.last_joined < member.known_before;
}

// Whether those who join without a rank are kept from the others.
inline bool hides(const Channel& channel) { return channel.sight.large || channel.modes.has('u'); }

// Calls f(const Membership&) for each member who sees `about`. Where nobody else knows of them it
// costs no more than the watchers.
template <typename F>
void for_each_viewer(const Membership& about, F&& f) {
  if (is_unseen(about)) {
    for (const Membership* watcher : about.channel->sight.watchers) f(*watcher);
  } else {
    about.channel->for_each_member([&](const Membership& member) {
      if (sees(member, about)) f(member);
    });
  }
}
inline std::size_t viewers_to_look_at(const Membership& about) {
  return is_unseen(about) ? about.channel->sight.watchers.size() : about.channel->size();
}

// `member`, which has its ranks, is about to be added to its channel, or to be removed.
void see_join(Membership& member);
void see_leave(Membership& member);

// From now on everybody knows of `member`.
void show(Membership& member);
// From now on `member` is told of everybody, for as long as they stay: those who were shown
// somebody must be told when that one leaves.
void give_sight(Membership& member);
// Gives or takes a rank. REQUIRES: all know of the member, where it is given.
void set_rank(Membership& member, irc::Rank rank, bool on);
// REQUIRES: a flag's letter.
void set_mode(Channel& channel, char letter, bool on);
void set_large(Channel& channel, bool on);
// REQUIRES: the channel hides nobody any more, and has shown all.
void lift_curtain(Channel& channel);

// Asserts that a member who is hidden is hidden by the channel, and has no rank.
void check_sight(const Channel& channel);

}  // namespace uvchat::hub
