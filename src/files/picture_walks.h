#pragma once

#include <cstdint>
#include <memory>

#include "files/picture_walk.h"

namespace uvchat::files {

std::unique_ptr<PictureWalk> walk_jpeg();
std::unique_ptr<PictureWalk> walk_png();
std::unique_ptr<PictureWalk> walk_webp(std::uint64_t kept_bytes);

}  // namespace uvchat::files
