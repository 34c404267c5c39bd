#pragma once

#include <optional>
#include <span>

#include "hub/state.h"
#include "uvchat/irc/capabilities.h"

// Who is told of what happens, where that is not simply a whole channel. Members and sessions that
// are looked at are counted as work.

namespace uvchat::hub {

// The members for whom `hears(const Membership&)` holds.
template <typename F>
void tell_members(ChatState& state, const Channel& channel, const Line& line, F&& hears) {
  state.work.add(channel.size());
  channel.for_each_member([&](const Membership& member) {
    if (hears(member)) state.outbox.gather(member.user->session->receiver());
  });
  state.outbox.deliver_gathered(line);
}

// Of those who see `about` the members for whom `hears(const Membership&)` holds.
template <typename F>
void tell_viewers(ChatState& state, const Membership& about, const Line& line, F&& hears) {
  state.work.add(about.channel->viewers_to_look_at(about));
  about.channel->for_each_viewer(about, [&](const Membership& member) {
    if (hears(member)) state.outbox.gather(member.user->session->receiver());
  });
  state.outbox.deliver_gathered(line);
}

void tell_sessions(ChatState& state, std::span<const Session* const> sessions, const Line& line);

// All who see `user` in a channel, and `others`, each once, without the user; with `needs` only
// those who have that capability.
void tell_neighbours(ChatState& state, const User& user, const Line& line,
                     std::optional<irc::Capability> needs = std::nullopt,
                     std::span<const Session* const> others = {});

}  // namespace uvchat::hub
