#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "uvchat/http/message.h"

namespace uvchat::http {

// Whose requests are answered, by the names under which the server is reached. A page of another
// site may make a browser send requests here, even where only this machine can reach the server: by
// a name of its own that resolves to 127.0.0.1 (hence Host), or from its own page (hence Origin).
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
