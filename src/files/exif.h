#pragma once

#include <string>
#include <string_view>

// Which way up a picture is held: the one thing that Exif says and that is needed to show it.
// Phones take all pictures lying on a side, and say so.

namespace uvchat::files {

// 1 to 8, as in the tag Orientation (Exif 2.3, 4.6.4) of a TIFF head with its tags. 1, which is
// upright, where none is told.
unsigned orientation_in(std::string_view tiff);

// A TIFF head with that tag alone.
std::string tiff_with_orientation(unsigned orientation);

}  // namespace uvchat::files
