#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace uvchat {

// Two small digits for each byte. Of a secret no copy stays in memory but what is returned.
inline std::string hex_text(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

}  // namespace uvchat
