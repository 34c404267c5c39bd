#include "uvchat/irc/message.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::irc {
namespace {

// Enough to tell a command from a misplaced source or tags; whether there is such a command is for
// the table to say.
bool begins_command(std::string_view word) {
  return !word.empty() && (is_letter(word.front()) || is_digit(word.front()));
}

void skip_spaces(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

// The word up to the next space, and what follows the spaces behind it.
std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  skip_spaces(rest);
  return word;
}

}  // namespace

std::optional<Message> parse(std::string_view line) {
  Message message;
  std::string_view rest = line;
  if (rest.starts_with('@')) message.tags = take_word(rest).substr(1);
  skip_spaces(rest);
  if (rest.starts_with(':')) message.source = take_word(rest).substr(1);
  message.command = take_word(rest);
  if (!begins_command(message.command)) return std::nullopt;
  while (!rest.empty()) {
    std::string_view& param = message.params[message.param_count++];
    const bool last_place = message.param_count == message.params.size();
    if (rest.starts_with(':') || last_place) {
      param = rest.substr(rest.starts_with(':') ? 1 : 0);
      break;
    }
    param = take_word(rest);
  }
  return message;
}

std::optional<Tag> next_tag(std::string_view& tags) {
  while (!tags.empty()) {
    const std::size_t end = std::min(tags.find(';'), tags.size());
    const std::string_view whole = tags.substr(0, end);
    tags.remove_prefix(std::min(end + 1, tags.size()));
    const std::size_t equals = std::min(whole.find('='), whole.size());
    if (equals == 0) continue;
    return Tag{whole.substr(0, equals), whole.substr(std::min(equals + 1, whole.size()))};
  }
  return std::nullopt;
}

std::optional<std::string_view> find_tag(std::string_view tags, std::string_view key) {
  std::optional<std::string_view> value;
  while (const auto tag = next_tag(tags)) {
    if (tag->key == key) value = tag->value;
  }
  return value;
}

std::vector<Tag> tags_of(std::string_view tags) {
  std::vector<Tag> all;
  while (const auto tag = next_tag(tags)) all.push_back(*tag);
  // Sorted by key, and then by place, all but the last of each key are before one with their key.
  std::vector<std::size_t> places(all.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(all[a].key, a) < std::pair(all[b].key, b);
  });
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    Tag& tag = all[places[i]];
    if (tag.key == all[places[i + 1]].key) tag.key = {};
  }
  std::erase_if(all, [](const Tag& tag) { return tag.key.empty(); });
  return all;
}

std::string unescape_tag(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      text += value[i];
    } else if (++i < value.size()) {
      switch (value[i]) {
        case ':':
          text += ';';
          break;
        case 's':
          text += ' ';
          break;
        case 'r':
          text += '\r';
          break;
        case 'n':
          text += '\n';
          break;
        default:
          text += value[i];
      }
    }
  }
  return text;
}

std::string escape_tag(std::string_view meant) {
  std::string value;
  for (const char c : meant) {
    switch (c) {
      case ';':
        value += "\\:";
        break;
      case ' ':
        value += "\\s";
        break;
      case '\\':
        value += "\\\\";
        break;
      case '\r':
        value += "\\r";
        break;
      case '\n':
        value += "\\n";
        break;
      default:
        value += c;
    }
  }
  return value;
}

}  // namespace uvchat::irc
