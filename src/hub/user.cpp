#include "hub/user.h"

namespace uvchat::hub {

void User::set_names(std::string_view nick, std::string_view user, std::string_view host) {
  std::string prefix;
  prefix.reserve(nick.size() + user.size() + host.size() + 2);
  prefix.append(nick).append("!").append(user).append("@").append(host);
  prefix_ = std::move(prefix);
  nick_bytes_ = static_cast<std::uint8_t>(nick.size());
  user_bytes_ = static_cast<std::uint8_t>(user.size());
}

}  // namespace uvchat::hub
