#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uvchat::picture {

// Which way up a picture lies in its file, in Exif's numbers: where the first row and the first
// column of it are to be shown.
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored = 2,
  upside_down = 3,
  upside_down_mirrored = 4,
  transposed = 5,
  turn_right = 6,  // upright after a quarter turn clockwise
  transversed = 7,
  turn_left = 8,
};

// So many bytes of a file's beginning are enough: Exif stands before all else.
inline constexpr std::size_t orientation_bytes = 256 * 1024;

// What a JPEG says of that in its Exif. Where it says nothing, or nothing that can be understood,
// it is upright. REQUIRES: nothing of the bytes.
Orientation orientation_of_jpeg(std::string_view first_bytes);

}  // namespace uvchat::picture
