#include "uvchat/cipher/passphrase.h"

#include <unicode/bytestream.h>

#include <algorithm>
#include <array>

#include "cipher/nfc.h"
#include "cipher/random.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

constexpr std::size_t strong_passphrase_chars = 12;
constexpr std::size_t suggested_words = 12;
constexpr std::size_t word_bytes_max = 8;

constexpr auto suggestion_words = std::to_array<std::string_view>({
#include <suggestion_words.def>
});
// Each is as likely as all others.
static_assert(65'536 % suggestion_words.size() == 0);

// Unicode's other spaces (Zs).
bool is_foreign_space(char32_t c) {
  return c == U'\u00A0' || c == U'\u1680' || (c >= U'\u2000' && c <= U'\u200A') || c == U'\u202F' ||
         c == U'\u205F' || c == U'\u3000';
}

SecretString with_plain_spaces(std::string_view text) {
  SecretString spaced;
  while (!text.empty()) {
    const std::string_view from = text;
    const bool is_space = is_foreign_space(utf8_take(text));
    spaced.append(is_space ? " " : from.substr(0, from.size() - text.size()));
  }
  return spaced;
}

}  // namespace

Result<SecretString> prepare_passphrase(std::string_view typed) {
  if (typed.empty()) return fail("a passphrase cannot be empty");
  if (!utf8_valid(typed)) return fail("the passphrase is not valid UTF-8");
  if (std::any_of(typed.begin(), typed.end(), is_control)) {
    return fail("a passphrase cannot have control characters in it");
  }
  const SecretString spaced = with_plain_spaces(typed);
  const std::string_view text = spaced.view();
  SecretBytes<passphrase_bytes_max> buffer;
  char* const bytes = reinterpret_cast<char*>(buffer.writable().data());
  icu::CheckedArrayByteSink sink(bytes, passphrase_bytes_max);
  UErrorCode status = U_ZERO_ERROR;
  nfc().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink,
                      nullptr, status);
  UVCHAT_ASSERT(U_SUCCESS(status));
  if (sink.Overflowed()) {
    return fail("a passphrase has at most " + std::to_string(passphrase_bytes_max) + " bytes");
  }
  return SecretString({bytes, static_cast<std::size_t>(sink.NumberOfBytesWritten())});
}

std::string random_passphrase() {
  SecretBytes<2 * suggested_words> random;
  fill_random(random.writable());
  std::string passphrase;
  passphrase.reserve(suggested_words * (word_bytes_max + 1));  // no copy is left behind
  for (std::size_t i = 0; i < suggested_words; ++i) {
    const auto number =
        static_cast<std::size_t>(random.bytes()[2 * i] << 8 | random.bytes()[2 * i + 1]);
    passphrase.append(i == 0 ? "" : " ").append(suggestion_words[number % suggestion_words.size()]);
  }
  return passphrase;
}

bool is_weak_passphrase(std::string_view typed) {
  return utf8_length(typed) < strong_passphrase_chars;
}

}  // namespace uvchat::cipher
