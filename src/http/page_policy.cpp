#include "http/page_policy.h"

#include "uvchat/base/address.h"

namespace uvchat::http {
namespace {

// "chat.example.org:8443/assets/". A policy can name a folder only together with its host, and a
// host only by its name: for an address the folder is the whole server.
std::string assets_of(std::string_view authority) {
  const std::string host(authority.substr(0, authority.find(':')));
  if (authority.starts_with('[') || Address::parse(host).has_value()) return "'self'";
  return std::string(authority) + "/assets/";
}

}  // namespace

std::string page_policy(const Request& request, std::string_view url) {
  const std::string* host = request.only("host");
  std::string scripts = host == nullptr ? "'self'" : assets_of(*host);
  std::string connections = "'self'";
  if (const std::size_t slashes = url.find("//"); slashes != std::string_view::npos) {
    const std::string_view authority = url.substr(slashes + 2);
    // A proxy may say another name in Host than the one that the browser sees.
    const std::string assets = assets_of(authority);
    if (assets != scripts) scripts += " " + assets;
    // Not every browser takes a WebSocket of the same server for 'self'.
    connections += url.starts_with("https:") ? " wss://" : " ws://";
    connections += authority;
  }
  return "default-src 'none'; script-src " + scripts +
         " 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
         "media-src 'self' blob:; connect-src " +
         connections +
         "; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'";
}

}  // namespace uvchat::http
