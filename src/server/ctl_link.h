#pragma once

#include <string>
#include <string_view>

#include "uvchat/base/result.h"

namespace uvchat::server {

// Which server `uvchat-server ctl` speaks to.
struct AdminPlace {
  std::string socket;        // the path of a unix socket; empty: `url`
  std::string url = {};      // "http://127.0.0.1:9180", "https://chat.example.org:9180"
  std::string token = {};    // with `url`
  std::string ca_file = {};  // of https: who is believed; empty: the system's authorities
};

struct AdminReply {
  int status = 0;
  std::string body;
};

// Asks and waits for the answer, half a minute at most. `target`: a path with its query; `body`:
// JSON, or nothing. An error is a sentence for whoever runs the server. A socket is spoken to only
// if its server is run by this process's user, by root, or by the owner of the socket's folder:
// nobody else may stand in for it.
Result<AdminReply> ask_admin(const AdminPlace& place, std::string_view method,
                             const std::string& target, const std::string& body);

}  // namespace uvchat::server
