#include "uvchat/http/site.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/answers.h"
#include "http/page_policy.h"
#include "uvchat/http/reader.h"

namespace uvchat::http {
namespace {

constexpr std::string_view about =
    "<!doctype html>\n"
    "<html lang=\"en\">\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>uvchat</title>\n"
    "<h1>This is uvchat, a chat server</h1>\n"
    "<p>It was built without its page, so there is nothing to click here. Where Node.js 18 or "
    "newer, npm and the network are there, the next build puts the page into the server. The "
    "server's operator can also name a folder with a web client in <code>http.folder</code>.</p>\n"
    "<p>Other ways to talk work as ever: an IRC client, or <code>uvchat-cli</code>. A client that "
    "speaks WebSocket can connect to this address.</p>\n"
    "</html>\n";

Response tell_about() {
  Response response =
      with_body(200, "text/html; charset=utf-8", std::make_shared<const std::string>(about));
  response.fields.push_back(
      {"Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"});
  response.fields.push_back({"Cache-Control", "no-cache"});
  return response;
}

bool is_of_files(std::string_view path) {
  if (path.starts_with(files_prefix)) return true;
  if (!path.starts_with(upload_path)) return false;
  return path.size() == upload_path.size() || path[upload_path.size()] == '/';
}

Response send(const Site& site, const File& file, const Request& request) {
  if (!site.is_built_in) return respond_with(file, request);
  Response response = respond_with(file, request, page_policy(request, site.url));
  response.fields.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
  response.fields.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
  return response;
}

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
  if (site.takes_files && is_of_files(request.path)) {
    if (site.hosts.takes_origin_of(request)) return ForFileDoor{};
    return say(403,
               "Pages of that origin may not send or fetch files here. The server's operator can "
               "add it to \"http.origins\".");
  }
  if (!reads(request)) return refuse_method();
  if (const File* file = site.files.find(request.path)) return send(site, *file, request);
  return request.path == "/" && site.files.empty() ? tell_about() : refuse_path();
}

std::size_t body_bytes_max(const Site& site, const Request& head) {
  return std::holds_alternative<ForFileDoor>(decide(site, head)) ? Reader::is_streamed : 0;
}

std::vector<Field> told_to_pages(const Site& site, const Request& request,
                                 std::string_view exposed) {
  const std::string* origin = request.only("origin");
  if (origin == nullptr || !site.hosts.takes_origin_of(request)) return {};
  return {{"Access-Control-Allow-Origin", *origin},
          {"Access-Control-Expose-Headers", std::string(exposed)},
          {"Vary", "Origin"}};
}

}  // namespace uvchat::http
