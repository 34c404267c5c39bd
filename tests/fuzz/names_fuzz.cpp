// Names of any bytes: folding twice is folding once, a valid nick stays one when it is folded, any
// name makes a valid nick, and what looks alike does so from either side.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace {

using uvchat::irc::Casemapping;
using uvchat::irc::Names;

void check_nick(const Names& names, std::string_view nick) {
  UVCHAT_ASSERT(nick.size() <= uvchat::limits::nick_bytes_max && uvchat::utf8_valid(nick));
  UVCHAT_ASSERT(uvchat::utf8_length(nick) <= uvchat::limits::nick_chars_max);
  UVCHAT_ASSERT(names.nick_from(nick) == nick);
  const std::string fold = names.fold(nick);
  const bool is_longer = fold.size() > uvchat::limits::nick_bytes_max ||
                         uvchat::utf8_length(fold) > uvchat::limits::nick_chars_max;
  UVCHAT_ASSERT(is_longer || names.valid_nick(fold));
  const std::vector<std::string> looks = names.looks_of(nick);
  UVCHAT_ASSERT(looks.front() == fold && looks.size() <= 25);
  UVCHAT_ASSERT(!uvchat::is_ascii(nick) || looks.size() == 1);
  for (const std::string& look : looks) UVCHAT_ASSERT(names.fold(look) == look);
  UVCHAT_ASSERT(names.look_alike(nick, fold) && names.look_alike(fold, nick));
}

void check_names(const Names& names, std::string_view text) {
  const std::string fold = names.fold(text);
  UVCHAT_ASSERT(!uvchat::utf8_valid(text) || (names.same(text, fold) && names.fold(fold) == fold));
  if (names.valid_nick(text)) check_nick(names, text);
  const std::string nick = names.nick_from(text);
  UVCHAT_ASSERT(names.valid_nick(nick));
  check_nick(names, nick);
  if (!names.valid_channel(text)) return;
  UVCHAT_ASSERT(uvchat::utf8_valid(text) && !names.valid_nick(text));
  UVCHAT_ASSERT(uvchat::irc::looks_like_channel(fold) && fold.size() > 1);
  UVCHAT_ASSERT(fold.find_first_of(" ,\r\n") == std::string::npos);
}

// utf8_valid, character by character.
void check_utf8(std::string_view text) {
  std::size_t at = 0;
  for (std::size_t bytes = 1; at < text.size() && bytes > 0; at += bytes) {
    bytes = uvchat::utf8_char_bytes(text.substr(at));
  }
  UVCHAT_ASSERT(uvchat::utf8_valid_prefix(text) == at);
  UVCHAT_ASSERT(uvchat::utf8_valid(text) == (at == text.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Names ascii(Casemapping::ascii);
  static const Names precis(Casemapping::precis);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_utf8(text);
  check_names(ascii, text);
  check_names(precis, text);
  return 0;
}
