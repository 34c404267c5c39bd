#include "hub/saved_person.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "hub/cloak.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// An operator's rights end with their connection.
constexpr std::string_view saved_modes = "BRTiw";

bool is_line(std::string_view text) {
  return utf8_valid(text) && std::none_of(text.begin(), text.end(), is_control);
}

bool is_user_name(std::string_view text) {
  return text.size() > 1 && text.size() <= limits::user_bytes_max && text.front() == '~' &&
         std::all_of(text.begin() + 1, text.end(), irc::valid_user_char);
}

// The first line, and what is left behind it.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

}  // namespace

std::string text_of(const SavedPerson& person) {
  std::string text = std::to_string(person.absent_since_ms) + " +";
  for (const char letter : saved_modes) {
    if (person.modes.has(letter)) text += letter;
  }
  for (const std::string* word : {&person.nick, &person.user, &person.host}) {
    text.append(" ").append(*word);
  }
  return text + "\n" + person.realname + "\n" + person.away;
}

std::optional<SavedPerson> read_saved_person(const irc::Names& names, std::string_view text) {
  SavedPerson person;
  const std::vector<std::string_view> words = words_of(take_line(text));
  person.realname = take_line(text);
  person.away = text;
  if (words.size() != 5) return std::nullopt;
  const auto read =
      std::from_chars(words[0].data(), words[0].data() + words[0].size(), person.absent_since_ms);
  for (const char letter : saved_modes) {
    person.modes.set(letter, words[1].find(letter) != std::string_view::npos);
  }
  person.nick = words[2];
  person.user = words[3];
  person.host = words[4];
  const bool are_lines = is_line(person.nick) && is_line(person.realname) && is_line(person.away);
  const bool is_good =
      are_lines && read.ec == std::errc() && read.ptr == words[0].data() + words[0].size() &&
      person.absent_since_ms >= 0 && is_user_name(person.user) && is_host_word(person.host) &&
      person.realname.size() <= limits::realname_bytes_max &&
      names.fold(person.realname).size() <= limits::realname_fold_bytes_max &&
      person.away.size() <= limits::away_bytes_max;
  return is_good ? std::optional(std::move(person)) : std::nullopt;
}

}  // namespace uvchat::hub
