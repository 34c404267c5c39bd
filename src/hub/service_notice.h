#pragma once

#include <string>
#include <string_view>

#include "hub/state.h"
#include "uvchat/base/time.h"

namespace uvchat::hub {

// ":NickServ!NickServ@srv NOTICE ana :<text>": what a service says to somebody.
std::string service_notice(const ChatState& state, std::string_view service, std::string_view nick,
                           std::string_view text);
// To all sessions of the user, though none has asked.
void tell_from_service(ChatState& state, std::string_view service, const User& user,
                       std::string_view text, Now now);

}  // namespace uvchat::hub
