#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "uvchat/http/message.h"

namespace uvchat::http {

// Which requests are answered. A page of another site can make its visitors' browsers send requests
// here, even where only they can reach the server. Its site can have a name that resolves to
// 127.0.0.1: that shows in Host. Or the page uses one of our names: then Origin shows whose it is.
struct HostRules {
  std::vector<std::string> names;    // host names, in lower case, without a port
  std::vector<std::string> origins;  // "https://chat.example.org", in lower case

  // Whether the request is meant for this server: its Host is one of `names`, `localhost` or a
  // numeric address. A hostile site can have any name, but no number.
  bool takes_host_of(const Request& request) const;
  // Whether the page that sends it, if one does, is this server's own or one of `origins`.
  // REQUIRES: takes_host_of(request).
  bool takes_origin_of(const Request& request) const;
};

// A web page's origin in its one spelling: lower case, without a port that its scheme implies.
// Empty for what is none.
std::string origin_text(std::string_view origin);
// Its host, in lower case. REQUIRES: it is an origin.
std::string host_of(std::string_view origin);

}  // namespace uvchat::http
