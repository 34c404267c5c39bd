#include "server/config_keys.h"

#include <charconv>
#include <numeric>

namespace uvchat::server {
namespace {

// Levenshtein's distance: insertions, deletions and substitutions that lead from one to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
    }
  }
  return row.back();
}

// A slip of the finger, not another word.
bool is_near(std::string_view given, std::string_view known) {
  return given.size() <= 2 * known.size() && edit_distance(given, known) <= 1 + known.size() / 4;
}

}  // namespace

Read refuse(std::size_t offset, const std::string& path, const std::string& text) {
  return tl::unexpected(Fault{offset, path.empty() ? text : path + ": " + text});
}

Read refuse_value(const Place& place, const std::string& expected) {
  return refuse(place.node.offset, place.path,
                "expected " + expected + ", got " + describe(place.node));
}

Read refuse_unknown(const Place& key, const std::vector<std::string_view>& known) {
  std::string text = "unknown key";
  const std::string_view given = key.node.key;
  const auto nearest =
      std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(given, a) < edit_distance(given, b);
      });
  if (nearest != known.end() && is_near(given, *nearest)) {
    text += ", did you mean \"" + std::string(*nearest) + "\"?";
  }
  return refuse(key.node.key_offset, key.path, text);
}

Read refuse_second(const Place& key) {
  return refuse(key.node.key_offset, key.path, "given twice");
}

std::optional<std::int64_t> whole_number(const ConfigNode& node) {
  std::int64_t number = 0;
  const char* end = node.raw.data() + node.raw.size();
  if (node.type != ConfigNode::Type::number) {
    return std::nullopt;
  }
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
  if (place.node.type != ConfigNode::Type::boolean) {
    return refuse_value(place, "true or false");
  }
  into = place.node.raw == "true";
  return {};
}

Read Text::read(const Place& place, std::string& into) const {
  if (place.node.type != ConfigNode::Type::string || !valid(place.node.text)) {
    return refuse_value(place, std::string(expected));
  }
  into = place.node.text;
  return {};
}

Read NetworkText::read(const Place& place, Network& into) const {
  const auto network = place.node.type == ConfigNode::Type::string ? Network::parse(place.node.text)
                                                                   : std::optional<Network>();
  if (!network) {
    return refuse_value(place, "an IP address or a network like 10.0.0.0/8 or 2001:db8::/32");
  }
  into = *network;
  return {};
}

}  // namespace uvchat::server
