#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "uvchat/picture/format.h"

namespace uvchat::picture {

struct Extent {
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  std::uint64_t pixels() const { return std::uint64_t{width} * height; }
  bool operator==(const Extent&) const = default;
};

// So many bytes of a file's beginning are enough for all but a JPEG with much metadata.
inline constexpr std::size_t extent_bytes = 1024 * 1024;

// How large the picture says it is, by its head. Nothing where that is not within these bytes, or
// where a side is 0.
std::optional<Extent> extent_of(Format format, std::string_view first_bytes);

}  // namespace uvchat::picture
