#include "uvchat/http/site.h"

#include <utility>

#include "http/answers.h"

namespace uvchat::http {
namespace {

constexpr std::string_view about =
    "This is uvchat, a chat server. An IRC client that speaks WebSocket can connect to this "
    "address.";

}  // namespace

Decision decide(const Site& site, const Request& request) {
  if (is_health_check(request)) return say_well();
  if (auto refused = refuse_host(site.hosts, request)) return std::move(*refused);
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
  if (!reads(request)) return refuse_method();
  if (const File* file = site.files.find(request.path)) return respond_with(*file, request);
  return request.path == "/" ? say(200, about) : refuse_path();
}

}  // namespace uvchat::http
