// The rows of HTTP.

#include "server/config_rows.h"
#include "server/config_values.h"
#include "uvchat/http/hosts.h"

namespace uvchat::server {
namespace {

constexpr std::size_t names_max = 64;

bool is_origin(std::string_view text) { return !http::origin_text(text).empty(); }
bool is_origin_or_nothing(std::string_view text) { return text.empty() || is_origin(text); }

}  // namespace

std::vector<Row> http_rows() {
  using H = HttpConfig;
  return {
      row("http.url", value_at(&Config::http, &H::url),
          Text{"like https://chat.example.org, without a path, or nothing", is_origin_or_nothing},
          live,
          "the address under which people open this server in a browser. Behind a proxy this is "
          "the "
          "proxy's. Its host and its origin need not be listed again"),
      row("http.hosts", value_at(&Config::http, &H::hosts),
          ListOf<Text>{{"a host name of 1 to 63 letters, digits, dots and hyphens", is_host_name},
                       names_max},
          live,
          "further host names under which browsers reach this server. `server.name`, `localhost` "
          "and numeric addresses always count. The server refuses requests for any other host: a "
          "hostile site could point a name of its own at this server"),
      row("http.origins", value_at(&Config::http, &H::origins),
          ListOf<Text>{{"like https://irc.example.net, without a path", is_origin}, names_max},
          live,
          "origins of other sites' pages that may connect with WebSocket, and send and fetch "
          "files"),
      row("http.forwarded_by", value_at(&Config::http, &H::forwarded_by),
          Choice<http::ForwardedBy>{{{"x-forwarded-for", http::ForwardedBy::x_forwarded_for},
                                     {"forwarded", http::ForwardedBy::forwarded}}},
          live,
          "the field in which a proxy (`proxies`) says for whom it asks. It must write this field "
          "itself; the other one it may pass on as its client wrote it, so it does not count. With "
          "`x-forwarded-for`, `X-Forwarded-Proto: https` says that the client has TLS"),
      row("http.folder", value_at(&Config::http, &H::folder),
          Text{"the path of a folder, or nothing", is_path}, live,
          "a folder whose files are served instead of the server's own page, for example another "
          "web client. They are read at the start and by REHASH, at most 128 MiB. Names that begin "
          "with a dot, and links, are left out. Beside a file may lie the same with .gz or .br "
          "behind its name, for clients that take it. A relative path counts from the folder of "
          "the configuration file"),
  };
}

}  // namespace uvchat::server
