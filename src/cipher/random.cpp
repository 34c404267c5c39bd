#include "cipher/random.h"

#include <sodium.h>

#include "uvchat/base/assert.h"

namespace uvchat::cipher {

void begin_sodium() {
  static const bool begun = sodium_init() >= 0;
  UVCHAT_ASSERT(begun);
}

void fill_random(std::span<std::uint8_t> bytes) {
  begin_sodium();
  randombytes_buf(bytes.data(), bytes.size());
}

HashKey random_hash_key() {
  HashKey key{};
  fill_random(key);
  return key;
}

}  // namespace uvchat::cipher
