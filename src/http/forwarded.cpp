#include "uvchat/http/forwarded.h"

#include <string>
#include <string_view>

#include "http/list.h"
#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

// The parts of `text` between separators that do not stand within quotes.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') is_quoted = !is_quoted;
    if (text[i] != separator || is_quoted) continue;
    parts.push_back(trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

// All fields of that name, as the one list that they are.
std::string list_of(const Request& request, std::string_view name) {
  std::string list;
  for (const Field& field : request.fields) {
    if (field.name == name) list += (list.empty() ? "" : ",") + field.value;
  }
  return list;
}

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80"
std::optional<Address> address_of_node(std::string_view node) {
  if (node.starts_with('[')) {
    const std::size_t end = node.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    return Address::parse(node.substr(1, end - 1));
  }
  if (const auto whole = Address::parse(node)) return whole;
  return Address::parse(node.substr(0, node.find(':')));
}

// An element of Forwarded: for=192.0.2.43;proto=https
struct Element {
  std::string_view node;
  std::string_view proto;
};

Element element_of(std::string_view text) {
  Element element;
  for (const std::string_view pair : parts_of(text, ';')) {
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) continue;
    const std::string_view name = trimmed(pair.substr(0, sign));
    std::string_view value = trimmed(pair.substr(sign + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
      value = value.substr(1, value.size() - 2);
    }
    if (same_in_ascii(name, "for")) element.node = value;
    if (same_in_ascii(name, "proto")) element.proto = value;
  }
  return element;
}

}  // namespace

Forwarded forwarded_for(const Request& request, ForwardedBy by,
                        const std::vector<Network>& proxies) {
  Forwarded told;
  const bool is_old = by == ForwardedBy::x_forwarded_for;
  const std::string list = list_of(request, is_old ? "x-forwarded-for" : "forwarded");
  if (list.empty()) return told;
  if (is_old) {
    const std::string* proto = request.only("x-forwarded-proto");
    told.is_secure = proto != nullptr && same_in_ascii(*proto, "https");
  }
  const auto elements = parts_of(list, ',');
  for (auto next = elements.rbegin(); next != elements.rend(); ++next) {
    const Element element = is_old ? Element{*next, {}} : element_of(*next);
    const auto address = address_of_node(element.node);
    if (!address) return {std::nullopt, told.is_secure};
    if (!is_old) told.is_secure = same_in_ascii(element.proto, "https");
    told.address = address;
    if (!is_in_any(proxies, *address)) break;
  }
  return told;
}

}  // namespace uvchat::http
