#pragma once

#include <optional>

#include "uvchat/http/hosts.h"
#include "uvchat/http/message.h"

// Answers that all listeners of HTTP give.

namespace uvchat::http {

inline bool reads(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// Whoever asks, under whatever name: it tells nothing.
inline bool is_health_check(const Request& request) {
  return reads(request) && request.path == "/healthz";
}
inline Response say_well() { return say(200, "ok"); }

inline std::optional<Response> refuse_host(const HostRules& hosts, const Request& request) {
  if (request.only("host") == nullptr) return say(400, "A request names one Host.");
  if (hosts.takes_host_of(request)) return std::nullopt;
  return say(421,
             "This server does not answer for that host. Its operator can add names to "
             "\"http.hosts\".");
}

inline Response refuse_method() {
  Response response = say(405, "Only GET and HEAD are understood here.");
  response.fields.push_back({"Allow", "GET, HEAD"});
  return response;
}

inline Response refuse_path() { return say(404, "There is nothing here."); }

}  // namespace uvchat::http
