#include "net/proxy_header.h"

#include <algorithm>
#include <optional>

namespace uvchat::net {

namespace {

using Kind = ProxyHeader::Kind;

constexpr std::string_view text_signature = "PROXY ";
constexpr std::string_view binary_signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t text_bytes_max = 107;
constexpr std::size_t fixed_bytes = 16;  // of version 2: what says how long the rest is
constexpr std::size_t port_digits_max = 5;
constexpr unsigned port_max = 65'535;

// --- Version 1: words with one space between them, and CRLF.

std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  return word;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > port_digits_max) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  unsigned port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= port_max;
}

std::optional<Address> address_of_family(std::string_view text, bool is_v6) {
  const bool looks_v6 = text.find(':') != std::string_view::npos;
  return looks_v6 == is_v6 ? Address::parse(text) : std::nullopt;
}

// Of a line without its end.
ProxyHeader read_words(std::string_view line) {
  std::string_view rest = line.substr(text_signature.size());
  const std::string_view family = take_word(rest);
  if (family == "UNKNOWN") return {Kind::unknown, 0, {}};
  if (family != "TCP4" && family != "TCP6") return {Kind::malformed, 0, {}};
  const auto source = address_of_family(take_word(rest), family == "TCP6");
  const auto target = address_of_family(take_word(rest), family == "TCP6");
  const bool has_source_port = is_port(take_word(rest));
  if (!source || !target || !has_source_port || !is_port(rest)) return {Kind::malformed, 0, {}};
  return {Kind::named, 0, *source};
}

ProxyHeader read_text(std::string_view bytes) {
  const std::string_view seen = bytes.substr(0, text_bytes_max);
  const std::size_t end = seen.find_first_of(std::string_view("\r\n\0", 3));
  if (end == std::string_view::npos || (seen[end] == '\r' && end + 1 == seen.size())) {
    return {seen.size() < text_bytes_max ? Kind::unfinished : Kind::malformed, 0, {}};
  }
  if (seen.substr(end, 2) != "\r\n") return {Kind::malformed, 0, {}};
  ProxyHeader header = read_words(seen.substr(0, end));
  if (header.kind != Kind::malformed) header.size = end + 2;
  return header;
}

// --- Version 2.

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

// What stands in the byte of family and transport, as far as it is told apart here.
struct Family {
  Kind kind;
  std::size_t address_bytes;  // of the peer's; the proxy's own is as long
  std::size_t block_bytes;    // of both, with their ports
};

std::optional<Family> family_of(std::uint8_t code) {
  switch (code) {
    case 0x00:
      return Family{Kind::unknown, 0, 0};
    case 0x11:
    case 0x12:
      return Family{Kind::named, 4, 12};
    case 0x21:
    case 0x22:
      return Family{Kind::named, 16, 36};
    case 0x31:
    case 0x32:
      return Family{Kind::unknown, 0, 216};  // names of unix sockets
    default:
      return std::nullopt;
  }
}

ProxyHeader read_binary(std::string_view bytes) {
  constexpr ProxyHeader malformed{Kind::malformed, 0, {}};
  const std::size_t at = binary_signature.size();
  if (bytes.size() < fixed_bytes) {
    const bool is_other = bytes.size() > at && byte_at(bytes, at) >> 4 != 2;
    return is_other ? malformed : ProxyHeader();
  }
  const std::uint8_t command = byte_at(bytes, at);
  if (command != 0x20 && command != 0x21) return malformed;
  const std::size_t rest_bytes = byte_at(bytes, at + 2) * std::size_t{256} + byte_at(bytes, at + 3);
  const std::size_t size = fixed_bytes + rest_bytes;
  const auto family = family_of(byte_at(bytes, at + 1));
  const bool is_local = command == 0x20;  // then the rest does not matter
  if (size > ProxyHeader::bytes_max) return malformed;
  if (!is_local && (!family || rest_bytes < family->block_bytes)) return malformed;
  if (bytes.size() < size) return {};
  if (is_local) return {Kind::local, size, {}};
  ProxyHeader header{family->kind, size, {}};
  if (header.kind == Kind::named) {
    const std::size_t bytes_of_it = family->address_bytes;
    if (bytes_of_it == 4) header.address.bytes[10] = header.address.bytes[11] = 0xFF;
    std::copy_n(bytes.begin() + fixed_bytes, bytes_of_it,
                header.address.bytes.end() - static_cast<std::ptrdiff_t>(bytes_of_it));
  }
  return header;
}

// Whether the bytes begin as one that has the signature.
bool may_begin(std::string_view bytes, std::string_view signature) {
  return bytes.substr(0, signature.size()) == signature.substr(0, bytes.size());
}

}  // namespace

ProxyHeader ProxyHeader::read(std::string_view bytes) {
  for (const std::string_view signature : {text_signature, binary_signature}) {
    if (!may_begin(bytes, signature)) continue;
    if (bytes.size() < signature.size()) return {};
    return signature == text_signature ? read_text(bytes) : read_binary(bytes);
  }
  return {Kind::none, 0, {}};
}

}  // namespace uvchat::net
