#include "credentials/password.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "uvchat/base/assert.h"

namespace uvchat::credentials {
namespace {

void begin_sodium() {
  static const bool begun = sodium_init() >= 0;
  UVCHAT_ASSERT(begun);
}

// REQUIRES: sodium has read it, and found a number from 1 on there.
unsigned long long number_behind(std::string_view hash, std::string_view key) {
  const std::size_t begin = hash.find(key) + key.size();
  unsigned long long number = 0;
  std::from_chars(hash.data() + begin, hash.data() + hash.size(), number);
  UVCHAT_ASSERT(number > 0);
  return number;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, HashCost cost) {
  begin_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.operations,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail("cannot hash a password with " + std::to_string(cost.memory_bytes) +
                " bytes of memory and " + std::to_string(cost.operations) + " operations");
  }
  return std::string(hash.data());
}

bool password_matches(std::string_view password, const std::string& hash) {
  begin_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_usable_hash(const std::string& hash) {
  begin_sodium();
  constexpr std::size_t hash_characters = 43;  // 32 bytes in base64: a shorter one was cut off
  if (hash.size() - hash.rfind('$') - 1 != hash_characters) return false;
  // It takes a hash apart without working it out: -1 is no hash.
  if (hash.size() >= crypto_pwhash_STRBYTES ||
      !hash.starts_with(crypto_pwhash_argon2id_STRPREFIX) || hash.find('\0') != std::string::npos ||
      crypto_pwhash_str_needs_rehash(hash.c_str(), HashCost{}.operations, HashCost{}.memory_bytes) <
          0) {
    return false;
  }
  constexpr unsigned long long memory_kib_max = usable_memory_bytes / 1024;
  const unsigned long long memory_kib = number_behind(hash, "$m=");
  const unsigned long long passes = number_behind(hash, ",t=");
  return memory_kib <= memory_kib_max && passes <= 4 * memory_kib_max / memory_kib;
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace uvchat::credentials
