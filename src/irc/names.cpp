#include "uvchat/irc/names.h"

#include <algorithm>
#include <utility>

#include "irc/unicode.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::irc {
namespace {

using unicode::Direction;

bool is_ascii_nick_char(char32_t character) {
  const char c = static_cast<char>(character);
  return is_letter(c) || is_digit(c) ||
         std::string_view("[]\\`_^{|}-").find(c) != std::string::npos;
}

char32_t first_of(std::string_view text) { return utf8_take(text); }

bool may_begin_nick(char32_t c) {
  if (c < 0x80) return is_ascii_nick_char(c) && !is_digit(static_cast<char>(c)) && c != '-';
  return unicode::is_letter(c);
}

// The characters of one nick, from its first on: which may come next depends on those before.
class NickText {
 public:
  explicit NickText(Casemapping mapping) : mapping_(mapping) {}

  // False where `c` may not come next. Whether it may begin a nick is not asked here.
  bool take(char32_t c) {
    if (c < 0x80) return is_ascii_nick_char(c) && agrees(direction_, unicode::direction_of(c));
    return mapping_ == Casemapping::precis && unicode::is_identifier(c) &&
           agrees(direction_, unicode::direction_of(c)) && agrees(digits_, arabic_kind(c));
  }

 private:
  enum class ArabicDigits : std::uint8_t { none, plain, extended };

  // The two kinds look alike, and are not to be mixed (RFC 5892 appendix A.8 and A.9).
  static ArabicDigits arabic_kind(char32_t c) {
    if (c >= U'\u0660' && c <= U'\u0669') return ArabicDigits::plain;
    if (c >= U'\u06F0' && c <= U'\u06F9') return ArabicDigits::extended;
    return ArabicDigits::none;
  }

  // The first that says something decides for all that follow.
  template <typename T>
  static bool agrees(T& decided, T next) {
    if (decided == T::none) decided = next;
    return next == T::none || next == decided;
  }

  const Casemapping mapping_;
  Direction direction_ = Direction::none;
  ArabicDigits digits_ = ArabicDigits::none;
};

bool is_channel_text(std::string_view text) {
  return text.size() > 1 && text.front() == '#' &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return c == ' ' || c == ',' || is_control(c); });
}

bool all_visible(std::string_view text) {
  while (!text.empty()) {
    if (!unicode::is_visible(utf8_take(text))) return false;
  }
  return true;
}

}  // namespace

Names::Names(Casemapping mapping, std::size_t nick_chars_max, std::size_t channel_chars_max)
    : mapping_(mapping), nick_chars_max_(nick_chars_max), channel_chars_max_(channel_chars_max) {
  // Not with the first name that needs it: that would keep everybody waiting.
  if (mapping == Casemapping::precis) unicode::load();
}

void Names::fold_into(std::string& out, std::string_view name) const {
  if (mapping_ == Casemapping::precis && !is_ascii(name)) return unicode::casefold_into(out, name);
  out.resize(name.size());
  std::transform(name.begin(), name.end(), out.begin(), to_lower);
}

std::string Names::fold(std::string_view name) const {
  std::string folded;
  fold_into(folded, name);
  return folded;
}

bool Names::same(std::string_view a, std::string_view b) const {
  if (mapping_ == Casemapping::ascii || (is_ascii(a) && is_ascii(b))) return same_in_ascii(a, b);
  return fold(a) == fold(b);
}

bool Names::valid_nick(std::string_view nick) const {
  if (nick.empty() || nick.size() > limits::nick_bytes_max || !utf8_valid(nick)) return false;
  if (utf8_length(nick) > nick_chars_max_ || !may_begin_nick(first_of(nick))) return false;
  NickText text(mapping_);
  while (!nick.empty()) {
    if (!text.take(utf8_take(nick))) return false;
  }
  return true;
}

bool Names::valid_channel(std::string_view channel) const {
  if (channel.size() > limits::channel_bytes_max || !utf8_valid(channel)) return false;
  if (utf8_length(channel) > channel_chars_max_ || !is_channel_text(channel)) return false;
  if (mapping_ == Casemapping::ascii || is_ascii(channel)) return true;
  const std::string folded = fold(channel);
  return all_visible(channel) && is_channel_text(folded) &&
         folded.size() <= limits::channel_fold_bytes_max;
}

std::string Names::nick_from(std::string_view name) const {
  std::string nick;
  NickText text(mapping_);
  for (std::size_t chars = 0; chars < nick_chars_max_ && !name.empty(); ++chars) {
    const std::string_view from = name;
    const bool fits = text.take(utf8_take(name));
    nick.append(fits ? from.substr(0, from.size() - name.size()) : "_");
  }
  if (nick.empty() || !may_begin_nick(first_of(nick))) nick.insert(nick.begin(), '_');
  return std::string(utf8_cut(utf8_first(nick, nick_chars_max_), limits::nick_bytes_max));
}

std::vector<std::string> Names::looks_of(std::string_view name) const {
  std::uint64_t steps = 0;
  return looks_of(name, steps);
}

std::vector<std::string> Names::looks_of(std::string_view name, std::uint64_t& steps) const {
  std::vector<std::string> looks{fold(name)};
  if (mapping_ == Casemapping::ascii || is_ascii(name)) return looks;
  for (std::string& form : unicode::look_alike_forms(name, steps)) {
    if (form != looks.front()) looks.push_back(std::move(form));
  }
  return looks;
}

bool Names::look_alike(std::string_view a, std::string_view b) const {
  const std::vector<std::string> of_a = looks_of(a);
  const std::vector<std::string> of_b = looks_of(b);
  return std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

bool valid_user_char(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool next_in_list(std::string_view& list, std::string_view& item) {
  while (!list.empty()) {
    item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    if (!item.empty()) return true;
  }
  return false;
}

}  // namespace uvchat::irc
