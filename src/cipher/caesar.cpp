#include "uvchat/cipher/caesar.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {

namespace {

char rotated(char letter, char base, int places) {
  return static_cast<char>(base + (letter - base + places) % 26);
}

// One for all threads: made once, before any of them has it.
const icu::Normalizer2& nfd() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFDInstance(status);
    UVCHAT_ASSERT(U_SUCCESS(status));
    return made;
  }();
  return *instance;
}

icu::UnicodeString decomposed(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString form = nfd().normalize(text, status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  return form;
}

bool has_letters_outside_latin(const icu::UnicodeString& text) {
  for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 character = text.char32At(at);
    UErrorCode status = U_ZERO_ERROR;
    if (character > 0x7f && u_isalpha(character) &&
        uscript_getScript(character, &status) != USCRIPT_LATIN) {
      return true;
    }
  }
  return false;
}

// Expensive to make and not to be shared between threads; a thread that needs it keeps its own.
const icu::Transliterator& any_latin() {
  thread_local const std::unique_ptr<const icu::Transliterator> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::Transliterator> made(
        icu::Transliterator::createInstance("Any-Latin", UTRANS_FORWARD, status));
    UVCHAT_ASSERT(U_SUCCESS(status) && made != nullptr);
    return made;
  }();
  return *instance;
}

// A transliteration's cost grows faster than its text, and the text is a stranger's choice. So it
// is done in short pieces, cut behind a space where there is one.
constexpr int32_t piece_units_max = 32;

int32_t piece_end(const icu::UnicodeString& text, int32_t from) {
  if (text.length() - from <= piece_units_max) return text.length();
  const int32_t most = text.getChar32Start(from + piece_units_max);
  const int32_t space = text.lastIndexOf(u' ', from, most - from);
  return space > from ? space + 1 : most;
}

icu::UnicodeString transliterated(const icu::UnicodeString& text) {
  icu::UnicodeString form;
  for (int32_t from = 0; from < text.length();) {
    const int32_t end = piece_end(text, from);
    icu::UnicodeString piece = text.tempSubStringBetween(from, end);
    if (has_letters_outside_latin(piece)) any_latin().transliterate(piece);
    form.append(piece);
    from = end;
  }
  return form;
}

}  // namespace

void prepare_classroom_form() {
  classroom_form("\u044f \u03b1 \u6f22");  // the usual scripts' rules are loaded at first use
}

void rotate(std::span<char> text, int shift) {
  const int places = (shift % 26 + 26) % 26;
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') {
      c = rotated(c, 'a', places);
    } else if (c >= 'A' && c <= 'Z') {
      c = rotated(c, 'A', places);
    }
  }
}

std::string classroom_form(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  icu::UnicodeString form = decomposed(icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))));
  if (has_letters_outside_latin(form)) form = decomposed(transliterated(form));
  std::string utf8;
  form.toUTF8String(utf8);
  return utf8;
}

}  // namespace uvchat::cipher
