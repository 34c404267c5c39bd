#pragma once

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
  std::vector<Network> proxies;  // that are believed when they say for whom they ask
  ForwardedBy forwarded_by = ForwardedBy::x_forwarded_for;
};

using Decision = std::variant<Response, WebSocketAccepted>;

// What a request gets. Every path takes a WebSocket; /healthz answers whoever asks, under whatever
// name, because it tells nothing.
Decision decide(const Site& site, const Request& request);

}  // namespace uvchat::http
