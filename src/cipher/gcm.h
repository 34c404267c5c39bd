#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "uvchat/cipher/secret.h"

struct evp_cipher_ctx_st;

namespace uvchat::cipher {

inline constexpr std::size_t gcm_tag_bytes = 16;
using Nonce = std::array<std::uint8_t, 12>;
using AesKey = SecretBytes<32>;

// AES-256-GCM (NIST SP 800-38D) without associated data. One thread.
class Gcm {
 public:
  Gcm();
  ~Gcm();
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;

  // Ciphertext and tag. REQUIRES: sealed has clear.size() + gcm_tag_bytes bytes; and a nonce comes
  // once under a key.
  void seal(const AesKey& key, const Nonce& nonce, std::span<const std::uint8_t> clear,
            std::span<std::uint8_t> sealed);

  // False where the tag is wrong; `clear` is zeros then. REQUIRES: sealed has clear.size() +
  // gcm_tag_bytes bytes.
  [[nodiscard]] bool open(const AesKey& key, const Nonce& nonce,
                          std::span<const std::uint8_t> sealed, std::span<std::uint8_t> clear);

 private:
  evp_cipher_ctx_st* context_;
};

}  // namespace uvchat::cipher
