#pragma once

#include <cstdint>
#include <span>

#include "uvchat/base/keyed_hash.h"

namespace uvchat::cipher {

// From the system's cryptographic generator, which does not fail. Thread-safe.
void fill_random(std::span<std::uint8_t> bytes);

// For a hash table whose keys are other people's choice.
HashKey random_hash_key();

// libsodium's own preparation, once; everything that calls it begins with this. Thread-safe.
void begin_sodium();

}  // namespace uvchat::cipher
