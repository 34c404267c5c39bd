#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/cipher/secret.h"

// Passphrases (docs/ciphered-lines.md, section 3). Thread-safe.

namespace uvchat::cipher {

inline constexpr std::size_t passphrase_bytes_max = 1024;

// What a root key is derived from: other spaces become U+0020, then NFC (the mappings of RFC 8265's
// OpaqueString). Nothing is trimmed. Refused, with a sentence for the user: nothing at all, more
// than passphrase_bytes_max, control characters, text that is not UTF-8.
Result<SecretString> prepare_passphrase(std::string_view typed);

// 132 random bits as twelve English words, which can be told on the phone: those of the page.
std::string random_passphrase();

// Fewer than 12 characters: a client warns, because anyone who sees one line can try passphrases.
bool is_weak_passphrase(std::string_view typed);

}  // namespace uvchat::cipher
