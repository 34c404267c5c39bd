#include "credentials/scram.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <cstdint>
#include <span>

#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"

namespace uvchat::credentials {
namespace {

using Key = std::array<std::uint8_t, scram_key_bytes>;
static_assert(scram_key_bytes == crypto_auth_hmacsha256_BYTES);

constexpr std::size_t salt_bytes = 16;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string text_of(const Key& key) { return {key.begin(), key.end()}; }

Key hmac(std::span<const std::uint8_t> key, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  Key made;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, made.data());
  return made;
}

Key sha256(const Key& key) {
  Key hash;
  crypto_hash_sha256(hash.data(), key.data(), key.size());
  return hash;
}

}  // namespace

ScramVerifier scram_verifier(std::string_view password, std::string_view salt,
                             std::uint32_t iterations) {
  const auto salt_read = from_base64(salt);
  UVCHAT_ASSERT(salt_read);
  Key salted;
  UVCHAT_ASSERT(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                  bytes_of(*salt_read), static_cast<int>(salt_read->size()),
                                  static_cast<int>(iterations), EVP_sha256(),
                                  static_cast<int>(salted.size()), salted.data()) == 1);
  Key client_key = hmac(salted, "Client Key");
  ScramVerifier made{iterations, std::string(salt), text_of(sha256(client_key)),
                     text_of(hmac(salted, "Server Key"))};
  sodium_memzero(salted.data(), salted.size());
  sodium_memzero(client_key.data(), client_key.size());
  return made;
}

ScramVerifier make_scram_verifier(std::string_view password) {
  std::string salt(salt_bytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  return scram_verifier(password, to_base64(salt), scram_iterations);
}

ScramChecked check_scram(const CheckScram& check) {
  const auto kept = read_scram_verifier(parts_of_kept(check.hash).verifier);
  // Where nothing is kept nothing matches, and finding that out takes the same steps.
  static const ScramVerifier nobodys{
      scram_iterations, {}, std::string(scram_key_bytes, '\0'), std::string(scram_key_bytes, '\0')};
  const ScramVerifier& verifier = kept ? *kept : nobodys;
  if (check.proof.size() != scram_key_bytes) return {check.ticket, PasswordVerdict::mismatch};
  const std::span stored(bytes_of(verifier.stored_key), scram_key_bytes);
  Key client_key = hmac(stored, check.auth_message);
  for (std::size_t i = 0; i < client_key.size(); ++i) {
    client_key[i] = static_cast<std::uint8_t>(client_key[i] ^ bytes_of(check.proof)[i]);
  }
  const Key proven = sha256(client_key);
  const bool matches = sodium_memcmp(proven.data(), stored.data(), proven.size()) == 0 && kept;
  const std::span server_key(bytes_of(verifier.server_key), scram_key_bytes);
  if (!matches) return {check.ticket, PasswordVerdict::mismatch};
  return {check.ticket, PasswordVerdict::match, text_of(hmac(server_key, check.auth_message))};
}

}  // namespace uvchat::credentials
