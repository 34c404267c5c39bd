#include "uvchat/http/forwarded.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "http/list.h"
#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

// The items of all fields of that name, in order. Each field is read by itself: an open quote in
// one that the client wrote must not swallow what the proxy wrote into the next.
std::vector<std::string_view> items_of(const Request& request, std::string_view name) {
  std::vector<std::string_view> items;
  for (const Field& field : request.fields) {
    if (field.name != name) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) items.push_back(take_item(rest));
    if (field.value.empty() || field.value.ends_with(',')) items.emplace_back();
  }
  return items;
}

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80", and nothing behind it.
std::optional<Address> address_of_node(std::string_view node) {
  if (const auto whole = Address::parse(node)) return whole;
  const bool is_bracketed = node.starts_with('[');
  const std::size_t end = node.find(is_bracketed ? ']' : ':');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view behind = node.substr(end + (is_bracketed ? 1 : 0));
  if (behind.starts_with(':')) {
    behind.remove_prefix(1);
    if (!is_port(behind)) return std::nullopt;
  } else if (!behind.empty()) {
    return std::nullopt;
  }
  return Address::parse(node.substr(is_bracketed ? 1 : 0, end - (is_bracketed ? 1 : 0)));
}

// An element of Forwarded: for=192.0.2.43;proto=https
struct Element {
  std::string_view node;
  std::string_view proto;
};

// Nothing where it is not understood. A comma or a semicolon within quotes, which only what no
// proxy writes has, counts as one.
std::optional<Element> element_of(std::string_view text) {
  Element element;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view pair = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) return std::nullopt;
    const std::string_view name = trimmed(pair.substr(0, sign));
    std::string_view value = trimmed(pair.substr(sign + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
      value = value.substr(1, value.size() - 2);
    }
    if (value.find('"') != std::string_view::npos) return std::nullopt;
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
  auto items = items_of(request, is_old ? "x-forwarded-for" : "forwarded");
  std::reverse(items.begin(), items.end());  // the nearest proxy's first
  if (is_old && !items.empty()) {
    const std::string* proto = request.only("x-forwarded-proto");
    told.is_secure = proto != nullptr && same_in_ascii(*proto, "https");
  }
  for (const std::string_view item : items) {
    const auto element = is_old ? Element{item, {}} : element_of(item);
    const auto address = element ? address_of_node(element->node) : std::nullopt;
    if (!address) return {};
    if (!is_old) told.is_secure = same_in_ascii(element->proto, "https");
    told.address = address;
    if (!is_in_any(proxies, *address)) break;
  }
  return told;
}

}  // namespace uvchat::http
