#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "uvchat/base/log.h"
#include "uvchat/http/message.h"
#include "uvchat/hub/errand.h"

// The paths of the admin API. docs/openapi.json describes each, and a test holds it to this table.

namespace uvchat::server {

// What a request asks for.
struct AdminWish {
  std::optional<errand::Wish> errand;  // nothing: only the level of the log is asked for
  std::optional<LogLevel> level = {};  // that the log is to have
  std::size_t rows_max = 0;            // of invitations, files and deeds
};

// The form of an answer.
enum class AdminAnswer : std::uint8_t {
  status,
  sessions,
  users,
  rooms,
  accounts,
  bans,
  invitations,
  files,
  deeds,
  done,
  codes,
  reloaded,
  level,
};

struct AdminRoute {
  std::string_view method;  // GET, which HEAD is, too; or POST
  std::string_view path;
  AdminAnswer answer;
  bool takes_body;
  // The error is a sentence: what is wrong with the request.
  tl::expected<AdminWish, std::string> (*read)(const http::Request&);
};

std::span<const AdminRoute> admin_routes();
std::string_view level_text(LogLevel level);

}  // namespace uvchat::server
