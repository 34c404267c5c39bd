#include "uvchat/irc/mask.h"

#include <algorithm>

#include "uvchat/base/utf8.h"

namespace uvchat::irc {

namespace {

// Of the character at `at`; a byte that belongs to none counts as one.
std::size_t char_bytes(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(utf8_char_bytes(text.substr(at)), 1);
}

}  // namespace

// Goes back to the last '*' where the rest does not fit: bounded by pattern x text.
bool glob_matches(std::string_view pattern, std::string_view text) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = none;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t += char_bytes(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != none) {
      p = star + 1;
      star_text += char_bytes(text, star_text);
      t = star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == none;
}

std::string whole_mask(std::string_view mask) {
  const std::size_t bang = mask.find('!');
  const std::size_t at = mask.find('@', bang == mask.npos ? 0 : bang);
  const bool has_nick = bang != mask.npos || at == mask.npos;
  const std::string_view nick = has_nick ? mask.substr(0, bang) : std::string_view();
  const std::size_t user_begin = bang == mask.npos ? 0 : bang + 1;
  std::string_view user;
  if (bang != mask.npos || at != mask.npos) {
    user = mask.substr(user_begin, at == mask.npos ? mask.npos : at - user_begin);
  }
  const std::string_view host = at == mask.npos ? std::string_view() : mask.substr(at + 1);
  const auto or_any = [](std::string_view part) { return part.empty() ? "*" : part; };
  std::string whole(or_any(nick));
  return whole.append("!").append(or_any(user)).append("@").append(or_any(host));
}

std::string BanMask::text() const {
  std::string text = mutes ? "m:" : "";
  if (of == Of::realname) text += "r:";
  if (of == Of::channel) text += "j:";
  return text + pattern;
}

std::optional<BanMask> parse_ban_mask(std::string_view mask) {
  BanMask ban;
  if (mask.starts_with(':')) return std::nullopt;
  if (mask.starts_with("m:")) {
    ban.mutes = true;
    mask.remove_prefix(2);
  }
  if (mask.starts_with("r:") || mask.starts_with("j:")) {
    ban.of = mask.front() == 'r' ? BanMask::Of::realname : BanMask::Of::channel;
    mask.remove_prefix(2);
  }
  if (mask.empty() || mask.find(' ') != mask.npos) return std::nullopt;
  ban.pattern = ban.of == BanMask::Of::prefix ? whole_mask(mask) : std::string(mask);
  return ban;
}

}  // namespace uvchat::irc
