#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// RFC 4648, strictly: bytes have one spelling. Thread-safe. Not libsodium's: 1.0.18 decodes bytes
// above 7F as a letter.

namespace uvchat {

// Section 5, without padding.
std::string to_base64url(std::span<const std::uint8_t> bytes);

// Nothing where `text` is not what to_base64url() makes of some bytes: foreign characters, padding,
// unused bits that are not zero.
std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text);

// Section 4, with padding.
std::string to_base64(std::string_view bytes);

// Section 4, with padding. Nothing where `text` is not that of some bytes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace uvchat
