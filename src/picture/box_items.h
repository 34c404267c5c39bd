#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the box `meta` of a HEIF picture (ISO/IEC 23008-12, which AVIF keeps to) says of what is no
// picture: Exif, XMP.

namespace uvchat::picture {

struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// A box within `around`, as far as that reaches.
struct Box {
  std::string_view type;
  std::size_t begin = 0;  // of its head, in `around`
  std::size_t head_bytes = 0;
  std::size_t end = 0;
};
// The one at `at`; nothing: there is none, or it is malformed.
std::optional<Box> box_at(std::string_view around, std::size_t at, std::size_t end);

// Blanks what it holds itself, and tells where in the file the rest lies. Nothing: it is malformed.
std::optional<std::vector<ByteRange>> blank_items(std::string& meta);

// Whether its handler is that of a picture.
bool is_of_picture(std::string_view meta);

}  // namespace uvchat::picture
