// Masks: a pattern and a text, one line each. Matching agrees with a plain recursive definition,
// and a mask of a list, written and read again, is the same.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/mask.h"

namespace {

using uvchat::irc::BanMask;

constexpr std::size_t definition_bytes_max = 12;  // it is exponential

// `text` without its first character.
std::string_view rest_of(std::string_view text) {
  return text.substr(std::max<std::size_t>(uvchat::utf8_char_bytes(text), 1));
}

bool matches_by_definition(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return matches_by_definition(pattern.substr(1), text) ||
           (!text.empty() && matches_by_definition(pattern, rest_of(text)));
  }
  if (text.empty()) return false;
  if (pattern.front() == '?') return matches_by_definition(pattern.substr(1), rest_of(text));
  return pattern.front() == text.front() &&
         matches_by_definition(pattern.substr(1), text.substr(1));
}

void check_glob(std::string_view pattern, std::string_view text) {
  const bool matches = uvchat::irc::glob_matches(pattern, text);
  if (pattern.size() > definition_bytes_max || text.size() > definition_bytes_max) return;
  // A pattern that takes half a character leaves open what its next '?' is.
  if (!uvchat::utf8_valid(pattern) || !uvchat::utf8_valid(text)) return;
  UVCHAT_ASSERT(matches == matches_by_definition(pattern, text));
}

void check_list_mask(std::string_view given) {
  const auto mask = uvchat::irc::parse_ban_mask(given);
  if (!mask) return;
  const auto again = uvchat::irc::parse_ban_mask(mask->text());
  UVCHAT_ASSERT(again && again->of == mask->of && again->mutes == mask->mutes);
  UVCHAT_ASSERT(again->pattern == mask->pattern);
  if (mask->of != BanMask::Of::prefix) return;
  const std::size_t bang = mask->pattern.find('!');
  UVCHAT_ASSERT(bang != std::string::npos && bang > 0);
  UVCHAT_ASSERT(mask->pattern.find('@', bang) != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  check_glob(input.substr(0, end), input.substr(std::min(end + 1, size)));
  check_list_mask(input.substr(0, end));
  return 0;
}
