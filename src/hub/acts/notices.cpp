#include "hub/acts/notices.h"

#include <string>

#include "hub/telling.h"

namespace uvchat::hub {

void notify_operators(ChatState& state, std::string_view text, Now now, const User* except) {
  for (const User* user : state.notified()) {
    if (user == except) continue;
    const std::string body = ":" + state.settings.server_name + " NOTICE " +
                             std::string(user->nick()) + " :*** " + std::string(text);
    tell_user(state, *user, Line{.body = body, .time_ms = now.wall_ms()});
  }
}

void notify_operators(const Actor& actor, std::string_view text) {
  notify_operators(actor.state, text, actor.now, &actor.user);
}

void wallops(const Actor& actor, std::string_view text) {
  Record record = actor.record(RecordKind::wallops);
  record.text = text;
  actor.state.directory.for_each_user([&](const User& user) {
    if (user.modes.has('w')) tell_user(actor.state, user, record);
  });
}

}  // namespace uvchat::hub
