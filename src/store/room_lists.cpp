#include "store/room_lists.h"

#include <charconv>
#include <cstddef>

namespace uvchat::store {
namespace {

// Takes "12:" from the beginning. What a text promises never exceeds its own size.
std::optional<std::size_t> take_count(std::string_view& text) {
  std::size_t count = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || at == end || *at != ':') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
  if (count > text.size()) return std::nullopt;
  return count;
}

std::optional<std::string> take_text(std::string_view& text) {
  const auto size = take_count(text);
  if (!size) return std::nullopt;
  std::string taken(text.substr(0, *size));
  text.remove_prefix(*size);
  return taken;
}

}  // namespace

std::string lists_as_text(const decltype(Room::lists)& lists) {
  std::string text;
  for (const auto& [letter, entry] : lists) {
    text += letter + std::to_string(entry.size()) + ':';
    for (const std::string& part : entry) text += std::to_string(part.size()) + ':' + part;
  }
  return text;
}

std::optional<decltype(Room::lists)> lists_in(std::string_view text) {
  decltype(Room::lists) lists;
  while (!text.empty()) {
    const char letter = text.front();
    text.remove_prefix(1);
    const auto count = take_count(text);
    if (!count) return std::nullopt;
    auto& entry = lists.emplace_back(letter, std::vector<std::string>()).second;
    for (std::size_t i = 0; i < *count; ++i) {
      auto part = take_text(text);
      if (!part) return std::nullopt;
      entry.push_back(std::move(*part));
    }
  }
  return lists;
}

}  // namespace uvchat::store
