#include "hub/acts/accept.h"

#include <algorithm>

#include "uvchat/base/limits.h"

namespace uvchat::hub {

bool accepts(const User& user, const User& from) {
  if (user.extras() == nullptr) return false;
  const auto& accepted = user.extras()->accepted;
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const Acceptance& a) { return a.user == from.id; });
}

void accept(User& user, const User& from) {
  if (accepts(user, from)) return;
  auto& accepted = user.make_extras().accepted;
  if (accepted.size() == limits::accepted_max) accepted.erase(accepted.begin());
  accepted.push_back({from.slot, from.id});
}

bool stop_accepting(User& user, const User& from) {
  return user.extras() != nullptr &&
         std::erase_if(user.make_extras().accepted,
                       [&](const Acceptance& a) { return a.user == from.id; }) > 0;
}

}  // namespace uvchat::hub
