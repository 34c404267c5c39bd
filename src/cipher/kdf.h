#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Hashes and keys from a key. Thread-safe.

namespace uvchat::cipher {

std::array<std::uint8_t, 32> sha256(std::string_view text);

// HKDF-SHA-256, Extract and Expand (RFC 5869), under this protocol's salt, into all of `out`.
void derive_key(std::span<const std::uint8_t, 32> root, std::string_view info,
                std::span<std::uint8_t> out);

}  // namespace uvchat::cipher
