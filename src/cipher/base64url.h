#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// RFC 4648 section 5, without padding. Thread-safe. Not libsodium's: 1.0.18 decodes bytes above 7F
// as a letter, and one line would have many spellings.

namespace uvchat::cipher {

std::string to_base64url(std::span<const std::uint8_t> bytes);

// Nothing where `text` is not what to_base64url() makes of some bytes: foreign characters, padding,
// unused bits that are not zero.
std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text);

}  // namespace uvchat::cipher
