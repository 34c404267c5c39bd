#pragma once

#include <string>
#include <variant>
#include <vector>

#include "uvchat/http/files.h"
#include "uvchat/http/forwarded.h"
#include "uvchat/http/hosts.h"
#include "uvchat/http/message.h"
#include "uvchat/http/websocket.h"

namespace uvchat::http {

// What a listener of HTTP serves. Immutable, and shared by the loops.
struct Site {
  HostRules hosts;
  Files files;
  std::vector<Network> proxies;      // that are believed when they say for whom they ask
  std::vector<Network> exempt = {};  // whose requests nobody counts
  ForwardedBy forwarded_by = ForwardedBy::x_forwarded_for;
  bool is_built_in = false;  // `files` are the page that the build has put into the program
  std::string url = {};      // the origin under which people open it; empty: none is known
};

using Decision = std::variant<Response, WebSocketAccepted>;

// What a request gets. Every path takes a WebSocket; /healthz answers whoever asks, under whatever
// name, because it tells nothing.
Decision decide(const Site& site, const Request& request);

}  // namespace uvchat::http
