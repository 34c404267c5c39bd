#pragma once

#include <optional>
#include <span>

#include "hub/state.h"
#include "uvchat/irc/capabilities.h"

// Who is told of what happens, where that is not simply a whole channel. Members and sessions that
// are looked at are counted as work.

namespace uvchat::hub {

template <typename F>
void gather(ChatState& state, const Membership& member, F&& hears) {
  for (const Seat* seat = member.seats; seat != nullptr; seat = seat->next) {
    if (hears(member, *seat->session)) state.outbox.gather(seat->session->receiver());
  }
}

// Those sessions of members for which `hears(const Membership&, const Session&)` holds.
template <typename F>
void tell_members(ChatState& state, const Channel& channel, const Line& line, F&& hears) {
  state.work.add(channel.size());
  channel.for_each_member([&](const Membership& member) { gather(state, member, hears); });
  state.outbox.deliver_gathered(line);
}

// The same of those members who see `about`.
template <typename F>
void tell_viewers(ChatState& state, const Membership& about, const Line& line, F&& hears) {
  state.work.add(about.channel->viewers_to_look_at(about));
  about.channel->for_each_viewer(about,
                                 [&](const Membership& member) { gather(state, member, hears); });
  state.outbox.deliver_gathered(line);
}

void tell_sessions(ChatState& state, std::span<const Session* const> sessions, const Line& line);

// All sessions of `user` but `except`, which may be nobody.
void tell_user(ChatState& state, const User& user, const Line& line, ConnId except = {});

// The sessions of `user`, of all who see them in a channel, and `others`: each once, and `except`
// not at all. With `needs` only those that have this capability.
void tell_neighbours(ChatState& state, const User& user, const Line& line, ConnId except,
                     std::optional<irc::Capability> needs = std::nullopt,
                     std::span<const Session* const> others = {});

}  // namespace uvchat::hub
