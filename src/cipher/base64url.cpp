#include "cipher/base64url.h"

#include <sodium.h>

#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

constexpr int base64url_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64url_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), base64url_variant);
  text.pop_back();  // its NUL
  return text;
}

std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text) {
  // libsodium 1.0.18 takes bytes above 7F for letters of its alphabet.
  if (!is_ascii(text)) return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 + 3);
  std::size_t count = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &count,
                        nullptr, base64url_variant) != 0) {
    return std::nullopt;
  }
  bytes.resize(count);
  return bytes;
}

}  // namespace uvchat::cipher
