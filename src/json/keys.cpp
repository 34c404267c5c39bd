#include "uvchat/json/keys.h"

#include <charconv>

#include "uvchat/base/nearest.h"

namespace uvchat::json {

Read refuse(std::size_t offset, const std::string& path, const std::string& text) {
  return tl::unexpected(Fault{offset, path.empty() ? text : path + ": " + text});
}

Read refuse_value(const Place& place, const std::string& expected) {
  return refuse(place.node.offset, place.path,
                "expected " + expected + ", got " + describe(place.node));
}

Read refuse_kind(const Place& place, const std::string& expected) {
  if (place.node.type != Node::Type::string) return refuse_value(place, expected);
  return refuse(place.node.offset, place.path, "expected " + expected + ", got a text");
}

Read refuse_unknown(const Place& key, const std::vector<std::string_view>& known) {
  std::string text = "unknown key";
  if (const auto nearest = nearest_word(key.node.key, known)) {
    text += ", did you mean \"" + std::string(*nearest) + "\"?";
  }
  return refuse(key.node.key_offset, key.path, text);
}

std::optional<std::int64_t> whole_number(const Node& node) {
  std::int64_t number = 0;
  const char* end = node.raw.data() + node.raw.size();
  if (node.type != Node::Type::number) return std::nullopt;
  const auto parsed = std::from_chars(node.raw.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return std::nullopt;  // a fraction, an exponent, or beyond 64 bits
  }
  return number;
}

std::string quoted_list(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) {
    list += (list.empty() ? "\"" : ", \"") + std::string(name) + "\"";
  }
  return list;
}

Read Boolean::read(const Place& place, bool& into) const {
  if (place.node.type != Node::Type::boolean) return refuse_value(place, takes());
  into = place.node.raw == "true";
  return {};
}

Read Text::read(const Place& place, std::string& into) const {
  if (place.node.type != Node::Type::string || !valid(place.node.text)) {
    return refuse_value(place, takes());
  }
  into = place.node.text;
  return {};
}

Read SecretText::read(const Place& place, std::string& into) const {
  if (place.node.type != Node::Type::string || !valid(place.node.text)) {
    return refuse(place.node.offset, place.path, "expected " + takes());
  }
  into = place.node.text;
  return {};
}

Read NetworkText::read(const Place& place, Network& into) const {
  const auto network = place.node.type == Node::Type::string ? Network::parse(place.node.text)
                                                             : std::optional<Network>();
  if (!network) return refuse_value(place, takes());
  into = *network;
  return {};
}

}  // namespace uvchat::json
