#include "hub/whowas.h"

#include <utility>

#include "hub/session.h"
#include "hub/user.h"

namespace uvchat::hub {

PastUser past_user(const irc::Names& names, const User& user, std::int64_t wall_ms) {
  return {std::string(user.nick()),
          names.fold(user.nick()),
          std::string(user.user()),
          std::string(user.host()),
          std::string(user.realname()),
          user.has_address() ? user.address.text() : std::string(),
          wall_ms};
}

void Whowas::add(PastUser past, std::size_t users_max) {
  users_.push_back(std::move(past));
  ++end_;
  while (users_.size() > users_max) users_.pop_front();
}

}  // namespace uvchat::hub
