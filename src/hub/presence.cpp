#include "hub/presence.h"

#include <string>
#include <vector>

#include "hub/telling.h"

namespace uvchat::hub {
namespace {

using irc::Capability;

std::vector<const Session*> watchers_of(const ChatState& state, std::string_view nick) {
  std::vector<const Session*> watchers;
  for (const ConnId conn : state.monitors().monitoring(state.names.fold(nick))) {
    watchers.push_back(state.find(conn));
  }
  return watchers;
}

// Those of them who asked for more than coming and going.
std::vector<const Session*> close_watchers_of(const ChatState& state, const User& user) {
  std::vector<const Session*> watchers = watchers_of(state, user.nick());
  std::erase_if(watchers, [](const Session* watcher) {
    return !watcher->caps.has(Capability::extended_monitor);
  });
  return watchers;
}

// The same line to all of them: a '*' stands where each one's nick could.
void tell_watchers(ChatState& state, std::string_view nick, std::string_view number,
                   std::string_view who, Now now) {
  const std::vector<const Session*> watchers = watchers_of(state, nick);
  if (watchers.empty()) return;
  std::string body = ":" + state.settings.server_name + " ";
  body.append(number).append(" * :").append(who);
  tell_sessions(state, watchers, Line{.body = body, .time_ms = now.wall_ms()});
}

}  // namespace

void came_online(ChatState& state, const User& user, Now now) {
  tell_watchers(state, user.nick(), "730", user.prefix(), now);
  if (!user.is_away()) return;
  std::vector<const Session*> watchers = close_watchers_of(state, user);
  std::erase_if(watchers,
                [](const Session* watcher) { return !watcher->caps.has(Capability::away_notify); });
  tell_sessions(state, watchers,
                Record{.kind = RecordKind::away,
                       .source = user.prefix(),
                       .text = user.away(),
                       .time_us = now.wall_us,
                       .bot = user.is_bot()});
}

void went_offline(ChatState& state, std::string_view nick, Now now) {
  tell_watchers(state, nick, "731", nick, now);
}

void changed_nick(ChatState& state, const User& user, std::string_view old_nick, Now now) {
  if (state.names.same(old_nick, user.nick())) return;
  went_offline(state, old_nick, now);
  came_online(state, user, now);
}

void tell_acquaintances(ChatState& state, const User& user, const Record& record, ConnId except,
                        Capability needs) {
  const std::vector<const Session*> watchers = close_watchers_of(state, user);
  tell_neighbours(state, user, record, except, needs, watchers);
}

}  // namespace uvchat::hub
