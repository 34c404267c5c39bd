#include "chat/search_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "chat/past.h"
#include "chat/room.h"
#include "chat/text.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

enum class Key : std::uint8_t { from, after, before };

// In every language that the client speaks, whichever is set.
struct KeyName {
  std::string_view begin;
  Key key;
};
constexpr auto key_names = std::to_array<KeyName>({{"from:", Key::from},
                                                   {"de:", Key::from},
                                                   {"after:", Key::after},
                                                   {"desde:", Key::after},
                                                   {"before:", Key::before},
                                                   {"antes:", Key::before}});

bool take_number(std::string_view digits, int& into) {
  const bool is_number = std::all_of(digits.begin(), digits.end(), is_digit);
  return is_number &&
         std::from_chars(digits.data(), digits.data() + digits.size(), into).ec == std::errc();
}

// When the day begins; "2026-11-22".
std::optional<std::int64_t> day_of(std::string_view text) {
  std::tm day{};
  const bool is_date = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                       take_number(text.substr(0, 4), day.tm_year) &&
                       take_number(text.substr(5, 2), day.tm_mon) &&
                       take_number(text.substr(8, 2), day.tm_mday);
  if (!is_date || day.tm_year < 1970) return std::nullopt;
  day.tm_year -= 1900;
  day.tm_mon -= 1;
  day.tm_isdst = -1;
  const std::tm asked = day;
  const std::time_t time = std::mktime(&day);
  // The 31st of February is a day of March to it.
  const bool is_day = day.tm_mon == asked.tm_mon && day.tm_mday == asked.tm_mday;
  if (!is_day || time < 0) return std::nullopt;
  return std::int64_t{time} * 1000;
}

bool take_part(SearchWords& words, std::string_view word) {
  std::string low(word);
  std::transform(low.begin(), low.end(), low.begin(), to_lower);
  for (const KeyName& name : key_names) {
    if (!low.starts_with(name.begin)) continue;
    std::string_view value = word.substr(name.begin.size());
    if (name.key == Key::from) {
      if (value.starts_with('@')) value.remove_prefix(1);
      words.from = value;
      return !value.empty();
    }
    const auto day = day_of(value);
    if (day) (name.key == Key::after ? words.after_ms : words.before_ms) = day;
    return day.has_value();
  }
  return false;
}

}  // namespace

SearchWords search_words(std::string_view typed) {
  SearchWords words;
  words.typed = typed;
  while (!typed.empty()) {
    const std::size_t end = std::min(typed.find(' '), typed.size());
    const std::string_view word = typed.substr(0, end);
    typed.remove_prefix(std::min(end + 1, typed.size()));
    if (word.empty() || take_part(words, word)) continue;
    words.text.append(words.text.empty() ? "" : " ").append(word);
  }
  return words;
}

std::string search_line(std::string_view room, const SearchWords& words, std::size_t lines) {
  std::string line = "SEARCH :in=" + tag_value(room);
  if (!words.text.empty()) line += ";text=" + tag_value(words.text);
  if (!words.from.empty()) line += ";from=" + tag_value(words.from);
  if (words.after_ms) line += ";after=" + server_time_text(*words.after_ms);
  if (words.before_ms) line += ";before=" + server_time_text(*words.before_ms);
  return line + ";limit=" + std::to_string(lines);
}

bool is_searched(const Entry& entry, const SearchWords& words) {
  const bool is_said = entry.kind != EntryKind::info && entry.kind != EntryKind::failure &&
                       entry.kind != EntryKind::page;
  if (!is_said || (words.text.empty() && entry.movement != Movement::none)) return false;
  if (!words.from.empty() && caseless(entry.nick) != caseless(words.from)) return false;
  if (words.after_ms && entry.time_ms < *words.after_ms) return false;
  if (words.before_ms && entry.time_ms >= *words.before_ms) return false;
  return has_searched_text(entry, words) || caseless(entry.nick) == caseless(words.text);
}

bool has_searched_text(const Entry& entry, const SearchWords& words) {
  return caseless(entry.text).find(caseless(words.text)) != std::string::npos;
}

std::vector<std::string_view> search_keys() {
  std::vector<std::string_view> keys;
  for (const KeyName& name : key_names) keys.push_back(name.begin);
  return keys;
}

std::string_view nick_key_of(std::string_view word) {
  for (const KeyName& name : key_names) {
    if (name.key == Key::from && word.starts_with(name.begin)) return name.begin;
  }
  return {};
}

}  // namespace uvchat::cli
