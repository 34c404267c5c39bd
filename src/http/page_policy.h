#pragma once

#include <string>
#include <string_view>

#include "uvchat/http/message.h"

namespace uvchat::http {

// The Content-Security-Policy of the built-in page: scripts from its assets' folder alone, nothing
// inline, nothing from anywhere else. `url`: the origin under which people open it, or empty.
// REQUIRES: the request's Host was taken by HostRules.
std::string page_policy(const Request& request, std::string_view url);

}  // namespace uvchat::http
