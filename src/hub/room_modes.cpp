#include "hub/room_modes.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

// Whether `mode` is one that a channel can have, with a parameter that is good.
bool take(RoomModes& modes, const irc::ModeChange& mode) {
  const std::string_view param = mode.param.value_or("");
  switch (mode.letter) {
    case 'k':
      if (!is_channel_key(param)) return false;
      modes.key = param;
      return true;
    case 'l':
      modes.members_max = parse_members_max(param).value_or(0);
      return modes.members_max != 0;
    case 'f':
      if (!irc::looks_like_channel(param)) return false;
      modes.forward = param;
      return true;
    default:
      modes.flags.set(mode.letter, true);
      return irc::channel_modes::flags.find(mode.letter) != std::string_view::npos;
  }
}

}  // namespace

std::optional<RoomModes> parse_room_modes(std::string_view text) {
  RoomModes modes;
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return modes;
  const bool has_empty_words =
      text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != text.npos;
  if (has_empty_words) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text);
  if (words.front().find_first_of("+-") != std::string_view::npos) return std::nullopt;
  std::size_t params = 0;
  irc::ModeSet seen;
  for (const irc::ModeChange& mode : irc::parse_modes(words, irc::channel_mode_takes_param)) {
    if (seen.has(mode.letter) || !take(modes, mode)) return std::nullopt;
    seen.set(mode.letter, true);
    params += mode.param ? 1 : 0;
  }
  return params + 1 == words.size() ? std::optional(std::move(modes)) : std::nullopt;
}

std::string text_of(const RoomModes& modes) {
  Applied words;
  for (const char letter : modes.flags.letters()) words.add(true, letter);
  if (!modes.forward.empty()) words.add(true, 'f', modes.forward);
  if (!modes.key.empty()) words.add(true, 'k', modes.key);
  if (modes.members_max != 0) words.add(true, 'l', std::to_string(modes.members_max));
  return words.empty() ? "+" : words.text();
}

bool is_channel_key(std::string_view text) {
  return !text.empty() && text.size() <= limits::key_bytes_max && !text.starts_with(':') &&
         utf8_valid(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return is_control(c) || c == ' ' || c == ',';
         });
}

std::optional<std::uint32_t> parse_members_max(std::string_view text) {
  std::uint32_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit == 0) return std::nullopt;
  return limit;
}

Applied difference(const Channel& channel, const RoomModes& wanted) {
  Applied changes;
  for (const char letter : irc::channel_modes::flags) {
    const bool on = wanted.flags.has(letter);
    if (channel.modes.has(letter) != on) changes.add(on, letter);
  }
  if (channel.key != wanted.key) {
    if (wanted.key.empty()) {
      changes.add(false, 'k', "*");
    } else {
      changes.add(true, 'k', wanted.key);
    }
  }
  if (channel.members_max != wanted.members_max) {
    if (wanted.members_max == 0) {
      changes.add(false, 'l');
    } else {
      changes.add(true, 'l', std::to_string(wanted.members_max));
    }
  }
  return changes;
}

}  // namespace uvchat::hub
