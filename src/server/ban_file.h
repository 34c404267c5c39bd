#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/hub/request.h"

// The server's bans as a JSON file, which an operator may read and, while the server stands, edit.

namespace uvchat::server {

// Those that are not over at `wall_ms`. A file that is not there holds none. The error is one line,
// "PATH:LINE:COLUMN: what is wrong", as it is for a configuration.
Result<std::vector<ServerBan>> load_bans(const std::string& path, std::int64_t wall_ms);

// Replaces all that the file holds, or leaves it as it was.
Result<void> save_bans(const std::string& path, const std::vector<ServerBan>& bans);

}  // namespace uvchat::server
