#include "uvchat/base/sha256.h"

#include <sodium.h>

#include <array>

#include "uvchat/base/base64.h"

namespace uvchat {

std::string sha256_text(std::string_view text) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_base64url(hash);
}

}  // namespace uvchat
