#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/work.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// A name of an account or a room, as the store keeps it.
inline store::OwnedName owned_name(Work& work, const irc::Names& names, std::string_view name) {
  const std::vector<std::string> looks = looks_of(work, names, name);
  return {std::string(name), looks.front(), looks.back()};
}

}  // namespace uvchat::hub
