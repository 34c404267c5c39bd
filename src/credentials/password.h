#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"

// Passwords as Argon2id (RFC 9106) keeps them, in the text form "$argon2id$v=19$m=..,t=..,p=1$..".
// Everything here takes as long as the hash's own cost says: not for a loop's or the hub's thread.

namespace uvchat::credentials {

// What a hash costs.
struct HashCost {
  unsigned long long operations = 3;
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;
};

// With a salt of its own. The error says that there is too little memory.
Result<std::string> hash_password(std::string_view password, HashCost cost = {});

// A whole hash whose cost is at most `usable_memory_bytes`, and in all its passes four times as
// much: what a check has the time for.
inline constexpr std::size_t usable_memory_bytes = std::size_t{1024} * 1024 * 1024;
bool is_usable_hash(const std::string& hash);

// False also for a text that is no hash.
bool password_matches(std::string_view password, const std::string& hash);

// Overwrites it, so that it is not found in memory that is used again, and empties it.
void wipe(std::string& secret);

}  // namespace uvchat::credentials
