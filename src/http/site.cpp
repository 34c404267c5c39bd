#include "uvchat/http/site.h"

#include <utility>

namespace uvchat::http {
namespace {

constexpr std::string_view about =
    "This is uvchat, a chat server. An IRC client that speaks WebSocket can connect to this "
    "address.";

Response method_refused() {
  Response response = say(405, "Only GET and HEAD are understood here.");
  response.fields.push_back({"Allow", "GET, HEAD"});
  return response;
}

Response respond(const Site& site, const Request& request) {
  if (const File* file = site.files.find(request.path)) return respond_with(*file, request);
  if (request.path == "/") return say(200, about);
  return say(404, "There is nothing here.");
}

}  // namespace

Decision decide(const Site& site, const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.path == "/healthz") return say(200, "ok");
  if (request.only("host") == nullptr) return say(400, "A request names one Host.");
  if (!site.hosts.takes_host_of(request)) {
    return say(421,
               "This server does not answer for that host. Its operator can add names to "
               "\"http.hosts\".");
  }
  if (asks_for_websocket(request)) {
    if (!site.hosts.takes_origin_of(request)) {
      return say(403,
                 "Pages of that origin may not connect. The server's operator can add it to "
                 "\"http.origins\".");
    }
    auto accepted = accept_websocket(request);
    if (accepted) return std::move(*accepted);
    return std::move(accepted.error());
  }
  return reads ? respond(site, request) : method_refused();
}

}  // namespace uvchat::http
