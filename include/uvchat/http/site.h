#pragma once

#include <cstddef>
#include <string>
#include <string_view>
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
  bool takes_files = false;  // there is a FileDoor
};

// The paths of the FileDoor.
inline constexpr std::string_view upload_path = "/upload";  // and what is below it
inline constexpr std::string_view files_prefix = "/files/";

// The FileDoor answers.
struct ForFileDoor {};
using Decision = std::variant<Response, WebSocketAccepted, ForFileDoor>;

// What a request gets. Every path takes a WebSocket; /healthz answers whoever asks, under whatever
// name, because it tells nothing.
Decision decide(const Site& site, const Request& request);
// A Reader::BodyRule: the FileDoor's requests have bodies, no others.
std::size_t body_bytes_max(const Site& site, const Request& head);
// What pages of `http.origins` need to be told with an answer to their request (CORS); nothing for
// all others. `exposed`: fields of the answer that they may read.
std::vector<Field> told_to_pages(const Site& site, const Request& request,
                                 std::string_view exposed);

}  // namespace uvchat::http
