#include "hub/acts/notices.h"

#include <string>

#include "hub/telling.h"

namespace uvchat::hub {

bool notify_operators(ChatState& state, std::string_view text, Now now, const User* except) {
  bool is_heard = false;
  for (const User* user : state.notified()) {
    if (user == except) continue;
    const std::string body = ":" + state.settings.server_name + " NOTICE " +
                             std::string(user->nick()) + " :*** " + std::string(text);
    tell_user(state, *user, Line{.body = body, .time_ms = now.wall_ms()});
    is_heard = is_heard || user->sessions != nullptr;
  }
  return is_heard;
}

bool notify_operators(const Actor& actor, std::string_view text) {
  return notify_operators(actor.state, text, actor.now, &actor.user);
}

void wallops(const Actor& actor, std::string_view text) {
  Record record = actor.record(RecordKind::wallops);
  record.text = text;
  actor.state.directory.for_each_user([&](const User& user) {
    if (user.modes.has('w')) tell_user(actor.state, user, record);
  });
}

}  // namespace uvchat::hub
