// The classroom protocol's sessions: no commands, one room, and a name inside the text.

#include <algorithm>
#include <string>

#include "hub/access.h"
#include "hub/acts/identity.h"
#include "hub/acts/membership.h"
#include "hub/acts/quit.h"
#include "hub/commands/classroom.h"
#include "hub/commands/nicks.h"
#include "hub/commands/speech.h"
#include "hub/presence.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view name_end = ": ";
constexpr std::string_view classroom_user = "~classroom";

void introduce(Call& call, std::string_view name) {
  Session& session = call.session;
  session.make_extras().classroom_name = name;
  const std::string wanted = call.state.names.nick_from(name);
  change_nick(call.actor(), free_nick(call.state, wanted, session.user));
}

}  // namespace

void open_classroom(Call& call) {
  Session& session = call.session;
  session.person().set_names(guest_nick(call.state), classroom_user,
                             std::string(session.person().host()));
  if (const ServerBan* ban = call.state.bans.of(session, call.now.wall_ms())) {
    return turn_away(call.actor(), session, *ban);
  }
  const User& user = call.state.register_user(session, call.now);
  came_online(call.state, user, call.now);
  Channel& room =
      channel_for(call.state, call.state.settings.listeners[session.listener].channel, call.now);
  if (const auto refusal = may_not_join(call.state, user, room, {})) {
    return end_session(call.state, session, refusal->text, call.now);
  }
  join(call.actor(), room);
}

void hear_classroom(Call& call, std::string_view message) {
  Session& session = call.session;
  if (session.classroom_name().empty()) {
    const std::size_t end = message.find(name_end);
    if (end != std::string_view::npos && end > 0) introduce(call, message.substr(0, end));
  }
  const std::string_view name = session.classroom_name();
  std::string_view text = message;
  if (!name.empty() && text.starts_with(name) && text.substr(name.size()).starts_with(name_end)) {
    text.remove_prefix(name.size() + name_end.size());
  }
  if (session.user->memberships.empty()) return;
  Channel& room = *session.user->memberships.front()->channel;
  // A message may be longer than a line: then it is said in several, so that nothing is lost.
  const std::size_t around =
      sizeof(": PRIVMSG  :\r\n") - 1 + session.user->prefix().size() + room.name.size();
  while (!text.empty() && !session.quitting) {
    const std::string_view piece = utf8_cut(text, limits::line_bytes_max - around);
    say_in_channel(call, room, piece);
    text.remove_prefix(piece.size());
  }
}

}  // namespace uvchat::hub
