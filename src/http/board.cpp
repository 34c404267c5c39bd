#include "uvchat/http/board.h"

#include <memory>
#include <utility>

#include "http/answers.h"

namespace uvchat::http {
namespace {

bool is_of_api(const Request& request) { return request.path.starts_with(api_prefix); }

// What the API says to whom it does not speak to.
std::optional<Response> refuse_stranger(const HostRules& hosts, const Request& request) {
  if (request.only("host") == nullptr) {
    return say_error(400, "bad_request", "A request names one Host.");
  }
  if (!hosts.takes_host_of(request)) {
    return say_error(421, "wrong_host",
                     "This server does not answer for that host: use localhost, its address, or a "
                     "name of http.hosts.");
  }
  if (request.has("origin")) {
    return say_error(403, "forbidden", "No page of a browser may use the API.");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Response> answer_operator(Board& board, const HostRules& hosts,
                                        const Request& request, const Asker& asker) {
  if (is_health_check(request)) return say_well();
  if (is_of_api(request)) {
    auto refused = refuse_stranger(hosts, request);
    return refused ? std::move(refused) : board.answer(request, asker);
  }
  if (auto refused = refuse_host(hosts, request)) return refused;
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

std::size_t operator_body_bytes_max(const Board& board, const HostRules& hosts, const Request& head,
                                    const Asker& asker) {
  if (!is_of_api(head) || refuse_stranger(hosts, head)) return 0;
  return board.body_bytes_max(head, asker);
}

Response say_error(int status, std::string_view code, std::string_view text) {
  std::string body = R"({"error":{"code":")";
  body.append(code).append(R"(","text":")").append(text).append("\"}}\n");
  return with_body(status, "application/json",
                   std::make_shared<const std::string>(std::move(body)));
}

Response say_unreadable(int status) {
  if (status == 413) return say_error(status, "too_large", "The body is too large.");
  return say_error(status, "bad_request", "This request cannot be understood.");
}

}  // namespace uvchat::http
