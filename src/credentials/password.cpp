#include "credentials/password.h"

#include <sodium.h>

#include <array>

#include "uvchat/base/assert.h"

namespace uvchat::credentials {
namespace {

void begin_sodium() {
  static const bool begun = sodium_init() >= 0;
  UVCHAT_ASSERT(begun);
}

}  // namespace

Result<std::string> hash_password(std::string_view password, unsigned long long operations,
                                  std::size_t memory_bytes) {
  begin_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), operations, memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail("cannot hash a password with " + std::to_string(memory_bytes) +
                " bytes of memory and " + std::to_string(operations) + " operations");
  }
  return std::string(hash.data());
}

bool password_matches(std::string_view password, const std::string& hash) {
  begin_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace uvchat::credentials
