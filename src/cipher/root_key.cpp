#include "uvchat/cipher/root_key.h"

#include <sodium.h>

#include <algorithm>

#include "cipher/kdf.h"
#include "cipher/random.h"
#include "uvchat/base/hex.h"

namespace uvchat::cipher {
namespace {

constexpr unsigned long long argon2_passes = 3;
constexpr std::size_t argon2_memory_bytes = std::size_t{64} * 1024 * 1024;

std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt_of(std::string_view label) {
  std::string text = "uvchat/aes1/salt";
  text.push_back('\0');
  text.append(label);
  const auto digest = sha256(text);
  std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
  std::copy_n(digest.begin(), salt.size(), salt.begin());
  return salt;
}

}  // namespace

std::string short_key_id(const KeyId& id) { return hex_text(std::span(id).first(4)); }

RootKey::RootKey(std::span<const std::uint8_t, bytes_count> bytes) : bytes_(bytes), id_{} {
  derive_key(bytes, "key-id", id_);
}

Result<RootKey> derive_root(const SecretString& prepared, std::string_view label) {
  begin_sodium();
  const std::string_view passphrase = prepared.view();
  const auto salt = salt_of(label);
  SecretBytes<RootKey::bytes_count> root;
  if (crypto_pwhash(root.writable().data(), RootKey::bytes_count, passphrase.data(),
                    passphrase.size(), salt.data(), argon2_passes, argon2_memory_bytes,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail("making a key takes 64 MiB of memory, and there is not so much");
  }
  return RootKey(root.bytes());
}

}  // namespace uvchat::cipher
