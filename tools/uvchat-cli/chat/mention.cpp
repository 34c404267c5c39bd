#include "chat/mention.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "chat/text.h"

namespace uvchat::cli {
namespace {

constexpr UChar32 nothing = -1;  // before and after the text

icu::UnicodeString folded(std::string_view text) {
  return icu::UnicodeString::fromUTF8(caseless(text));
}

bool is_word_char(UChar32 c) {
  return c == '_' ||
         (c != nothing && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0);
}

bool is_katakana(UChar32 c) { return u_getIntPropertyValue(c, UCHAR_WORD_BREAK) == U_WB_KATAKANA; }

// Of a script that writes without spaces: each of its characters may begin a word.
bool stands_alone(UChar32 c) {
  const int line_break = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
  return line_break == U_LB_IDEOGRAPHIC || line_break == U_LB_COMPLEX_CONTEXT ||
         line_break == U_LB_CONDITIONAL_JAPANESE_STARTER;
}

// Whether two neighbours belong to one word.
bool go_together(UChar32 one, UChar32 other) {
  return is_word_char(one) && is_word_char(other) &&
         ((is_katakana(one) && is_katakana(other)) || (!stands_alone(one) && !stands_alone(other)));
}

bool joins_names(UChar32 c) {
  return c != nothing && c < 0x80 &&
         std::string_view("[]{}\\`^|-").find(static_cast<char>(c)) != std::string_view::npos;
}

UChar32 before(const icu::UnicodeString& text, std::int32_t at) {
  return at > 0 ? text.char32At(at - 1) : nothing;
}

UChar32 behind(const icu::UnicodeString& text, std::int32_t at) {
  return at < text.length() ? text.char32At(at) : nothing;
}

// `beside` stands beside the name's `edge`, and `beyond` at its other side.
bool is_border(UChar32 edge, UChar32 beside, UChar32 beyond) {
  return !go_together(edge, beside) && !(joins_names(beside) && go_together(edge, beyond));
}

bool stands_as_word(const icu::UnicodeString& text, std::int32_t begin, std::int32_t end) {
  const UChar32 left = before(text, begin);
  const UChar32 right = behind(text, end);
  const UChar32 beyond_left = left == nothing ? nothing : before(text, begin - U16_LENGTH(left));
  const UChar32 beyond_right = right == nothing ? nothing : behind(text, end + U16_LENGTH(right));
  return is_border(text.char32At(begin), left, beyond_left) &&
         is_border(text.char32At(end - 1), right, beyond_right);
}

}  // namespace

bool names(std::string_view text, std::string_view name) {
  const icu::UnicodeString wanted = folded(name);
  const icu::UnicodeString said = folded(text);
  std::int32_t at = 0;
  while (!wanted.isEmpty() && (at = said.indexOf(wanted, at)) >= 0) {
    if (stands_as_word(said, at, at + wanted.length())) return true;
    ++at;
  }
  return false;
}

}  // namespace uvchat::cli
