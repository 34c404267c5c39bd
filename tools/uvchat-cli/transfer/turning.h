#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/picture/orientation.h"

namespace uvchat::cli {

inline constexpr std::uint64_t turned_bytes_max = std::uint64_t{64} << 20;
inline constexpr std::uint64_t turned_pixels_max = 64'000'000;

// The same JPEG, with its rows and columns where they are to be shown. Its blocks are moved, and
// not computed anew, so nothing is lost but a part of a block at an edge, where the picture ends
// within one. The orientation that its metadata tells stays what it was. The error is a part of a
// sentence: it cannot be read, or is larger than the bounds above.
Result<std::string> turned_upright(std::string_view jpeg, picture::Orientation orientation);

}  // namespace uvchat::cli
