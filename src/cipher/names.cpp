#include "uvchat/cipher/names.h"

#include <unicode/bytestream.h>

#include <algorithm>

#include "cipher/nfc.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

// '&' stands before a room's name and is one kind of its beginnings, so '#' is looked for first.
std::string_view without_status(std::string_view name) {
  const std::size_t hash = std::min(name.find_first_not_of("~&@%+"), name.size());
  if (name.substr(hash).starts_with('#')) return name.substr(hash);
  const std::size_t ampersand = std::min(name.find_first_not_of("~@%+"), name.size());
  return name.substr(ampersand).starts_with('&') ? name.substr(ampersand) : name;
}

}  // namespace

const icu::Normalizer2& nfc() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFCInstance(status);
    UVCHAT_ASSERT(U_SUCCESS(status));
    return made;
  }();
  return *instance;
}

std::string fold_name(std::string_view name) {
  name = without_status(name);
  std::string folded;
  if (is_ascii(name) || !utf8_valid(name)) {
    folded = name;
  } else {
    icu::StringByteSink<std::string> sink(&folded);
    UErrorCode status = U_ZERO_ERROR;
    nfc().normalizeUTF8(0, icu::StringPiece(name.data(), static_cast<int32_t>(name.size())), sink,
                        nullptr, status);
    UVCHAT_ASSERT(U_SUCCESS(status));
  }
  std::transform(folded.begin(), folded.end(), folded.begin(), to_lower);
  return folded;
}

std::string room_label(std::string_view room) { return fold_name(room); }

std::string private_label(std::string_view one_nick, std::string_view other_nick) {
  std::string first = fold_name(one_nick);
  std::string second = fold_name(other_nick);
  if (second < first) first.swap(second);
  return first + ' ' + second;
}

}  // namespace uvchat::cipher
