#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/admin_routes.h"
#include "uvchat/base/log.h"
#include "uvchat/http/message.h"
#include "uvchat/hub/errand.h"

// The answers of the admin API as JSON; docs/openapi.json describes them.

namespace uvchat::server {

// What the hub does not know.
struct AnswerWords {
  std::string why_not_ready;
  LogLevel level = LogLevel::info;
};

http::Response error_response(int status, std::string_view code, std::string_view text);
http::Response level_response(LogLevel level);
// `rows_max`: of invitations and files, of which one more was asked for, to know whether there are
// more.
http::Response response_of(const ErrandDone& done, AdminAnswer kind, std::size_t rows_max,
                           const AnswerWords& words);

}  // namespace uvchat::server
