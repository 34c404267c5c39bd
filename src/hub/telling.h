#pragma once

#include <optional>
#include <span>

#include "hub/sight.h"
#include "hub/state.h"
#include "uvchat/base/time.h"
#include "uvchat/irc/capabilities.h"

// Who is told of what happens, where that is not simply a whole channel. Members and sessions that
// are looked at are counted as work.

namespace uvchat::hub {

// A record of what `user` does, with its time and a new id. `place`: in history, if it is to be
// kept. Valid until the next one.
inline Record new_record(ChatState& state, const User& user, RecordKind kind, const Place& place) {
  return {.kind = kind,
          .source = user.prefix(),
          .msgid = state.msgid_of(place),
          .account = user.account_name(),
          .account_id = user.account != nullptr ? user.account->id : 0,
          .realname = kind == RecordKind::join ? user.realname() : std::string_view(),
          .time_us = place.key.time_us,
          .place = place,
          .bot = user.is_bot()};
}
inline Record new_record(ChatState& state, const User& user, RecordKind kind, Now now) {
  return new_record(state, user, kind, state.unkept_place(now));
}

// A record of what the server itself does.
inline Record server_record(ChatState& state, RecordKind kind, std::string_view target,
                            const Place& place) {
  return {.kind = kind,
          .source = state.settings.server_name,
          .target = target,
          .msgid = state.msgid_of(place),
          .time_us = place.key.time_us,
          .place = place};
}

// Gathers those sessions of the member for which `hears(const Membership&, const Session&)` holds.
template <typename F>
void gather(ChatState& state, const Membership& member, F&& hears) {
  for (const Seat* seat = member.seats; seat != nullptr; seat = seat->next) {
    if (hears(member, *seat->session)) state.outbox.gather(seat->session->receiver());
  }
}

// Those sessions of members for which `hears(const Membership&, const Session&)` holds.
template <typename F>
void tell_members(ChatState& state, const Channel& channel, const Record& record, F&& hears) {
  state.work.add(channel.size());
  channel.for_each_member([&](const Membership& member) { gather(state, member, hears); });
  state.outbox.deliver_gathered(record);
}

// The same of those members who see `about`.
template <typename F>
void tell_viewers(ChatState& state, const Membership& about, const Record& record, F&& hears) {
  state.work.add(viewers_to_look_at(about));
  for_each_viewer(about, [&](const Membership& member) { gather(state, member, hears); });
  state.outbox.deliver_gathered(record);
}

template <typename L>  // Line or Record
void tell_sessions(ChatState& state, std::span<const Session* const> sessions, const L& line) {
  state.work.add(sessions.size());
  for (const Session* session : sessions) state.outbox.gather(session->receiver());
  state.outbox.deliver_gathered(line);
}

// All sessions of `user` but `except`, which may be nobody.
template <typename L>  // Line or Record
void tell_user(ChatState& state, const User& user, const L& line, ConnId except = {}) {
  for_each_session_of(user, [&](const Session& session) {
    if (session.conn != except) state.outbox.to_one(session.receiver(), line);
  });
}

// The sessions of `user`, of all who see them in a channel, and `others`: each once, and `except`
// not at all. With `needs` only those that have this capability.
void tell_neighbours(ChatState& state, const User& user, const Record& record, ConnId except,
                     std::optional<irc::Capability> needs = std::nullopt,
                     std::span<const Session* const> others = {});

}  // namespace uvchat::hub
