#include "server/admin_api.h"

#include <utility>

#include "server/admin_json.h"
#include "server/admin_tokens.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/http/reader.h"

namespace uvchat::server {
namespace {

// Of whoever reaches a listener that is the server's own user's.
constexpr std::string_view local_name = "local";
// Nobody waits for its answer any more.
constexpr std::chrono::seconds forgotten_after{60};

std::string_view method_of(const http::Request& request) {
  return request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
}

const AdminRoute* route_of(const http::Request& request) {
  for (const AdminRoute& route : admin_routes()) {
    if (route.path == request.path && route.method == method_of(request)) return &route;
  }
  return nullptr;
}

http::Response refuse_stranger() {
  http::Response response =
      error_response(401, "unauthorized",
                     "This needs the header \"Authorization: Bearer TOKEN\" with a token of "
                     "admin.tokens: uvchat-server make-token makes one");
  response.fields.push_back({"WWW-Authenticate", "Bearer"});
  return response;
}

http::Response refuse_path(const http::Request& request) {
  std::string allowed;
  for (const AdminRoute& route : admin_routes()) {
    if (route.path != request.path) continue;
    allowed.append(allowed.empty() ? "" : ", ").append(route.method);
  }
  if (allowed.empty()) return error_response(404, "no_such_path", "There is nothing here");
  http::Response response = error_response(405, "method_not_allowed", "Only " + allowed);
  response.fields.push_back({"Allow", allowed});
  return response;
}

http::Response refuse_crowd() {
  http::Response response = error_response(503, "too_busy", "Too many requests wait: try again");
  response.fields.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace

AdminApi::AdminApi(const Metrics& metrics, LogSink& log, Ask ask, Answer answer)
    : metrics_(metrics), log_(log), ask_(std::move(ask)), answer_(std::move(answer)) {}

void AdminApi::take_tokens(std::vector<AdminToken> tokens) {
  const std::lock_guard lock(mutex_);
  tokens_ = std::move(tokens);
}

std::optional<std::string> AdminApi::name_of(const http::Request& request,
                                             const http::Asker& asker) const {
  if (asker.is_trusted) return std::string(local_name);
  const std::string* given = request.only("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (given == nullptr || given->size() <= scheme.size() ||
      !same_in_ascii(std::string_view(*given).substr(0, scheme.size()), scheme)) {
    return std::nullopt;
  }
  const std::lock_guard lock(mutex_);
  return name_of_token(tokens_, std::string_view(*given).substr(scheme.size()));
}

std::size_t AdminApi::body_bytes_max(const http::Request& head, const http::Asker& asker) const {
  const AdminRoute* route = route_of(head);
  const bool takes_one = route != nullptr && route->takes_body && name_of(head, asker).has_value();
  return takes_one ? http::Reader::body_bytes_max : 0;
}

std::uint64_t AdminApi::enlist(Asked asked) {
  const std::lock_guard lock(mutex_);
  if (asked_.size() >= limits::errands_max) {
    std::erase_if(asked_,
                  [&](const auto& entry) { return entry.second.at + forgotten_after < asked.at; });
  }
  if (asked_.size() >= limits::errands_max) return 0;
  asked_.emplace(++numbers_, asked);
  return numbers_;
}

std::optional<http::Response> AdminApi::answer(const http::Request& request,
                                               const http::Asker& asker) {
  auto by = name_of(request, asker);
  if (!by) return refuse_stranger();
  const AdminRoute* route = route_of(request);
  if (route == nullptr) return refuse_path(request);
  auto wish = route->read(request);
  if (!wish) return error_response(400, "bad_request", wish.error());
  if (!wish->errand) return level_response(log_.level());
  const std::uint64_t number = enlist({asker.conn, route, wish->rows_max, Clock::now()});
  if (number == 0) return refuse_crowd();
  if (wish->level) log_.set_level(*wish->level);
  ask_({{asker.conn, number}, std::move(*by), std::move(*wish->errand)});
  return std::nullopt;
}

void AdminApi::answered(ErrandDone&& done) {
  std::unique_lock lock(mutex_);
  const auto asked = asked_.extract(done.ticket.number);
  lock.unlock();
  if (asked.empty()) return;
  const Asked& entry = asked.mapped();
  answer_(entry.conn,
          [this, done = std::move(done), kind = entry.route->answer, rows_max = entry.rows_max]() {
            const AnswerWords words{metrics_.why_not_ready(), log_.level()};
            return response_of(done, kind, rows_max, words);
          });
}

}  // namespace uvchat::server
