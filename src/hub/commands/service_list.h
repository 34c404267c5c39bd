#pragma once

#include <string_view>

#include "hub/commands/services.h"

namespace uvchat::hub {

// The service that is called so. Null: that is no service's nick.
const Service* find_service(std::string_view nick);
// Whether one of the names of the list, which PRIVMSG has, is a service's.
bool names_service(std::string_view list);

}  // namespace uvchat::hub
