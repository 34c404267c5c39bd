#pragma once

#include <string>
#include <string_view>

namespace uvchat {

// SHA-256 (FIPS 180-4) as base64url without padding: 43 characters. For secrets that are too random
// to be guessed; passwords need Argon2id.
std::string sha256_text(std::string_view text);

}  // namespace uvchat
