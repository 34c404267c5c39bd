#include "hub/service_notice.h"

#include "hub/telling.h"

namespace uvchat::hub {

std::string service_notice(const ChatState& state, std::string_view service, std::string_view nick,
                           std::string_view text) {
  const std::string name(service);
  return ":" + name + "!" + name + "@" + state.settings.server_name + " NOTICE " +
         std::string(nick) + " :" + std::string(text);
}

void tell_from_service(ChatState& state, std::string_view service, const User& user,
                       std::string_view text, Now now) {
  const std::string body = service_notice(state, service, user.nick(), text);
  tell_user(state, user, Line{.body = body, .time_ms = now.wall_ms()});
}

}  // namespace uvchat::hub
