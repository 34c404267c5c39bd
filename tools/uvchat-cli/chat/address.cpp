#include "chat/address.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "chat/texts.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
      return std::nullopt;
    }
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

bool begins_with(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), text.begin(),
                    [](char a, char b) { return a == to_lower(b); });
}

tl::unexpected<Error> refused(std::string_view text) {
  return fail(fill(Text::address_wrong, {{"address", text}}));
}

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && text.front() != ':' && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == ',' || is_control(c);
  });
}

std::string words_of_clear_login(const std::string& server) {
  const auto target = client::parse_target(server, 6667);
  return fill(Text::login_in_clear, {{"server", server},
                                     {"host", target ? target->host : server},
                                     {"port", std::to_string(target ? target->port : 6667)}});
}

Result<Address> parse_address(std::string_view text) {
  std::string_view rest = text;
  Address address;
  address.has_tls = begins_with(text, "ircs://");
  if (address.has_tls || begins_with(text, "irc://")) {
    rest.remove_prefix(address.has_tls ? 7 : 6);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view path = rest.substr(std::min(slash + 1, rest.size()));
    const auto room = percent_decoded(path.substr(0, path.find_first_of(",?")));
    if (!room) return refused(text);
    address.room = room->empty() || room->front() == '#' ? *room : "#" + *room;
    rest = rest.substr(0, slash);
  }
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    address.nick = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    if (!is_word(address.nick)) return refused(text);
  }
  const auto server = client::parse_target(rest, 0);
  const bool is_host = server && std::none_of(server->host.begin(), server->host.end(),
                                              [](char c) { return c == ' ' || is_control(c); });
  if (!is_host || (!address.room.empty() && !is_word(address.room))) return refused(text);
  address.server = *server;
  return address;
}

}  // namespace uvchat::cli
