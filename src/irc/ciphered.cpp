#include "uvchat/irc/ciphered.h"

#include <algorithm>

#include "uvchat/base/ascii.h"

namespace uvchat::irc {

bool has_ciphered_shape(std::string_view text) {
  constexpr std::string_view begin = "+aes";
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  const std::size_t space = text.find(' ');
  if (space == text.npos || space == 0 || space + 1 == text.size()) return false;
  const auto is_base64url = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_';
  };
  const auto payload = text.begin() + static_cast<std::ptrdiff_t>(space);
  return std::all_of(text.begin(), payload, is_digit) &&
         std::all_of(payload + 1, text.end(), is_base64url);
}

}  // namespace uvchat::irc
