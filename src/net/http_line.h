#pragma once

#include <string_view>

namespace uvchat::net {

// Whether a line is the first one of a request of HTTP. Any page can make its visitors' browsers
// send one to a port of their own machine or network, with lines of another protocol in its body:
// no line behind it may count.
inline bool begins_http(std::string_view line) {
  if (!line.ends_with(" HTTP/1.1") && !line.ends_with(" HTTP/1.0")) return false;
  const std::string_view method = line.substr(0, line.find(' '));
  for (const std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    if (method == known) return true;
  }
  return false;
}

}  // namespace uvchat::net
