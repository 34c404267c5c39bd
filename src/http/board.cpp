#include "uvchat/http/board.h"

#include <memory>
#include <utility>

#include "http/answers.h"

namespace uvchat::http {

Response answer_operator(const Board& board, const HostRules& hosts, const Request& request) {
  if (is_health_check(request)) return say_well();
  if (auto refused = refuse_host(hosts, request)) return std::move(*refused);
  if (request.has("origin")) return say(403, "No page may ask for this.");
  if (!reads(request)) return refuse_method();
  if (request.path == "/metrics") {
    return with_body(200, "text/plain; version=0.0.4; charset=utf-8",
                     std::make_shared<const std::string>(board.metrics()));
  }
  if (request.path == "/readyz") {
    const std::string why = board.why_not_ready();
    return why.empty() ? say(200, "ready") : say(503, why);
  }
  return refuse_path();
}

}  // namespace uvchat::http
