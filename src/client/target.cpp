#include "client/target.h"

#include <charconv>

namespace uvchat::client {

Result<Target> parse_target(std::string_view text, std::uint16_t default_port) {
  const auto refused = fail("'" + std::string(text) + "' is not HOST, HOST:PORT or [ADDRESS]:PORT");
  std::string_view host = text;
  std::string_view port;  // with its colon, if any
  if (const std::size_t end = text.find(']'); text.starts_with('[')) {
    if (end == std::string_view::npos) return refused;
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else if (const std::size_t colon = text.find(':'); colon == text.rfind(':')) {
    host = text.substr(0, colon);
    port = text.substr(host.size());
  }
  if (host.empty()) return refused;
  if (port.empty()) return Target{std::string(host), default_port};
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), number);
  if (port.front() != ':' || error != std::errc() || end != port.data() + port.size() ||
      number == 0) {
    return refused;
  }
  return Target{std::string(host), number};
}

}  // namespace uvchat::client
