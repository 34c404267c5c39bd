#include "uvchat/irc/message.h"

#include <algorithm>

namespace uvchat::irc {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_command(std::string_view word) {
  if (word.empty()) return false;
  if (std::all_of(word.begin(), word.end(), is_letter)) return true;
  return word.size() == 3 && std::all_of(word.begin(), word.end(), is_digit);
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
  if (!is_command(message.command)) return std::nullopt;
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

std::string unescape_tag_value(std::string_view escaped) {
  std::string value;
  value.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      value.push_back(escaped[i]);
      continue;
    }
    if (++i == escaped.size()) break;  // a lone backslash at the end is dropped
    switch (escaped[i]) {
      case ':':
        value.push_back(';');
        break;
      case 's':
        value.push_back(' ');
        break;
      case 'r':
        value.push_back('\r');
        break;
      case 'n':
        value.push_back('\n');
        break;
      default:
        value.push_back(escaped[i]);
        break;
    }
  }
  return value;
}

void append_escaped_tag_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case ';':
        out.append("\\:");
        break;
      case ' ':
        out.append("\\s");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\n':
        out.append("\\n");
        break;
      default:
        out.push_back(c);
        break;
    }
  }
}

}  // namespace uvchat::irc
