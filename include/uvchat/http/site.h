#pragma once

#include <variant>

#include "uvchat/http/files.h"
#include "uvchat/http/hosts.h"
#include "uvchat/http/message.h"
#include "uvchat/http/websocket.h"

namespace uvchat::http {

// What a listener of HTTP serves. Immutable, and shared by the loops.
struct Site {
  HostRules hosts;
  Files files;
};

using Decision = std::variant<Response, WebSocketAccepted>;

// What a request gets. Every path takes a WebSocket; /healthz answers whoever asks, under whatever
// name, because it tells nothing.
Decision decide(const Site& site, const Request& request);

}  // namespace uvchat::http
