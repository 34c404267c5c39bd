#include "irc/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::irc::unicode {
namespace {

// One of each for all threads: made once, before any of them has it.

const icu::Normalizer2& nfkc_casefold() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFKCCasefoldInstance(status);
    UVCHAT_ASSERT(U_SUCCESS(status));
    return made;
  }();
  return *instance;
}

const USpoofChecker* spoof_checker() {
  static const USpoofChecker* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const USpoofChecker* made = uspoof_open(&status);
    UVCHAT_ASSERT(U_SUCCESS(status));
    return made;
  }();
  return instance;
}

const icu::UnicodeSet* frozen_set(const char16_t* pattern) {
  UErrorCode status = U_ZERO_ERROR;
  auto* const set = new icu::UnicodeSet(pattern, status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  return static_cast<const icu::UnicodeSet*>(set->freeze());
}

// RFC 8264 section 8, from the classes that have letters and digits. NFKC_Quick_Check=No is its
// HasCompat; joiners are default-ignorable; the single characters are its exceptions (section 9.6),
// and U+0345, which no RFC excludes: a mark, but its fold is a letter.
const icu::UnicodeSet& identifier_class() {
  static const icu::UnicodeSet* const set = frozen_set(
      uR"([[[\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Nd}\p{Mn}\p{Mc}]
            -[:ASCII:]
            -[:Default_Ignorable_Code_Point:]
            -[:NFKC_Quick_Check=No:]
            -[:Hangul_Syllable_Type=L:]-[:Hangul_Syllable_Type=V:]-[:Hangul_Syllable_Type=T:]
            -[\u0345\u0640\u07FA\u302E\u302F\u3031-\u3035\u303B]]
           [\u06FD\u06FE\u0F0B\u3007]])");
  return *set;
}

const icu::UnicodeSet& invisible() {
  static const icu::UnicodeSet* const set = frozen_set(
      uR"([[\p{C}\p{Z}[:Default_Ignorable_Code_Point:]]-[:Join_Control:]-[:Emoji_Component:]])");
  return *set;
}

std::string prototype_of(char32_t character) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString looks;
  uspoof_getSkeletonUnicodeString(
      spoof_checker(), 0, icu::UnicodeString(static_cast<UChar32>(character)), looks, &status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  std::string prototype;
  return looks.toUTF8String(prototype);
}

// What the characters of one text look like: each is looked up once, though it stands in several
// forms. Counts its steps: a byte that is written, or a look-up, which takes as long as many.
class LookAlikes {
 public:
  explicit LookAlikes(std::uint64_t& steps) : steps_(steps) {}

  // One form for each reading of the text's strokes.
  std::vector<std::string> forms_of(std::string_view text);
  // The form that reads all of them as "l".
  std::string first_form_of(std::string_view text);
  std::string casefolded(std::string_view text);
  std::string capitals_of(const std::string& text);

 private:
  // ASCII stands for itself.
  std::string_view take(std::string_view& text, bool& is_stroke);

  std::uint64_t& steps_;
  std::unordered_map<char32_t, std::string> prototypes_;
};

// A bare stroke looks like an "l" and like a capital "I". A text has a form for each reading of its
// strokes, up to this many forms: further strokes are read alike. The first form reads all as "l".
constexpr std::size_t forms_max = 8;

void append_stroke(std::vector<std::string>& forms, std::string_view rest) {
  const std::size_t before = forms.size();
  const bool doubles = before < forms_max;
  for (std::size_t at = 0; doubles && at < before; ++at) forms.push_back(forms[at]);
  for (std::size_t at = 0; at < forms.size(); ++at) {
    const bool first_half = at < (doubles ? before : (before + 1) / 2);
    forms[at].append(first_half ? "l" : "i").append(rest);
  }
}

std::string_view LookAlikes::take(std::string_view& text, bool& is_stroke) {
  constexpr std::uint64_t look_up_steps = 200;
  const std::string_view from = text;
  const char32_t character = utf8_take(text);
  is_stroke = false;
  if (character < 0x80) return from.substr(0, 1);
  const auto [at, is_new] = prototypes_.try_emplace(character);
  if (is_new) {
    steps_ += look_up_steps;
    at->second = prototype_of(character);
  }
  is_stroke = at->second.starts_with('l');
  return at->second;
}

std::vector<std::string> LookAlikes::forms_of(std::string_view text) {
  std::vector<std::string> forms(1);
  while (!text.empty()) {
    bool is_stroke = false;
    const std::string_view looks = take(text, is_stroke);
    if (is_stroke) {
      append_stroke(forms, looks.substr(1));
    } else {
      for (std::string& form : forms) form += looks;
    }
  }
  for (const std::string& form : forms) steps_ += form.size();
  return forms;
}

std::string LookAlikes::first_form_of(std::string_view text) {
  std::string form;
  bool is_stroke = false;
  while (!text.empty()) form += take(text, is_stroke);
  steps_ += form.size();
  return form;
}

std::string LookAlikes::casefolded(std::string_view text) {
  constexpr std::uint64_t steps_a_byte = 8;
  std::string folded;
  casefold_into(folded, text);
  steps_ += steps_a_byte * folded.size();
  return folded;
}

std::string LookAlikes::capitals_of(const std::string& text) {
  std::string capitals;
  icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale::getRoot()).toUTF8String(capitals);
  steps_ += capitals.size();
  return capitals;
}

void keep_one_of_each(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

void load() {
  nfkc_casefold();
  spoof_checker();
  identifier_class();
  invisible();
}

void casefold_into(std::string& out, std::string_view text) {
  out.clear();
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                                sink, nullptr, status);
  UVCHAT_ASSERT(U_SUCCESS(status));
}

bool is_identifier(char32_t c) { return identifier_class().contains(static_cast<UChar32>(c)); }
bool is_letter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)) != 0; }
bool is_visible(char32_t c) { return !invisible().contains(static_cast<UChar32>(c)); }

Direction direction_of(char32_t c) {
  switch (u_charDirection(static_cast<UChar32>(c))) {
    case U_LEFT_TO_RIGHT:
      return Direction::left_to_right;
    case U_RIGHT_TO_LEFT:
    case U_RIGHT_TO_LEFT_ARABIC:
      return Direction::right_to_left;
    default:
      return Direction::none;
  }
}

std::vector<std::string> look_alike_forms(std::string_view text, std::uint64_t& steps) {
  LookAlikes look_alikes(steps);
  const std::string small = look_alikes.casefolded(text);
  std::vector<std::string> spelled{std::string(text), small, look_alikes.capitals_of(small)};
  keep_one_of_each(spelled);
  std::vector<std::string> forms;
  for (const std::string& spelling : spelled) {
    for (std::string& form : look_alikes.forms_of(spelling)) forms.push_back(std::move(form));
  }
  keep_one_of_each(forms);
  for (std::string& form : forms) form = look_alikes.casefolded(form);
  keep_one_of_each(forms);
  // Again: what looks like a capital may, folded, look like something else.
  for (std::string& form : forms) form = look_alikes.casefolded(look_alikes.first_form_of(form));
  keep_one_of_each(forms);
  return forms;
}

}  // namespace uvchat::irc::unicode
