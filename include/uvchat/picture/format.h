#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace uvchat::picture {

enum class Format : std::uint8_t {
  jpeg,
  png,
  webp,
  gif,
  boxes,  // ISO/IEC 14496-12: AVIF and HEIF pictures, and films (MP4, MOV)
};

// The picture or film that a file's first bytes announce, whatever follows them.
std::optional<Format> format_of(std::string_view first_bytes);

}  // namespace uvchat::picture
