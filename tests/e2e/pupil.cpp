#include "tests/e2e/pupil.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <stdexcept>

#include "uvchat/base/utf8.h"

namespace uvchat::e2e {
namespace {

constexpr std::size_t receive_bytes = 1024;
constexpr int shift = 10;

std::string normalized(std::string_view text, const icu::Normalizer2* form, UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error("no normal forms");
  const auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  std::string utf8;
  form->normalize(unicode, status).toUTF8String(utf8);
  if (U_FAILURE(status)) throw std::runtime_error("cannot normalize");
  return utf8;
}

}  // namespace

std::string original_cipher(std::string_view text, int places) {
  const auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::UnicodeString result;
  for (int32_t at = 0; at < unicode.length(); at = unicode.moveIndex32(at, 1)) {
    const UChar32 c = unicode.char32At(at);
    if (u_isalpha(c) == 0) {
      result.append(c);
      continue;
    }
    const UChar32 base = u_isULowercase(c) != 0 ? 'a' : 'A';
    const UChar32 rotated = (c - base + places) % 26;  // as Python's %, never below 0:
    result.append(base + (rotated < 0 ? rotated + 26 : rotated));
  }
  std::string utf8;
  result.toUTF8String(utf8);
  return utf8;
}

std::string composed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  return normalized(text, nfc, status);
}

std::string decomposed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  return normalized(text, nfd, status);
}

void Pupil::says(std::string_view text) {
  socket.sends(original_cipher(name_ + ": " + std::string(text), shift));
}

std::string Pupil::hears() {
  std::size_t end;
  while ((end = printed_.find('\n')) == std::string::npos) {
    const std::string received = socket.receives(receive_bytes);
    if (received.empty()) throw std::runtime_error(name_ + " waited for a message, not the end");
    if (!utf8_valid(received)) throw std::runtime_error(name_ + " received what is not UTF-8");
    printed_ += original_cipher(received, -shift);
  }
  std::string line = printed_.substr(0, end);
  printed_.erase(0, end + 1);
  return line;
}

}  // namespace uvchat::e2e
