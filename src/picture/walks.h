#pragma once

#include <cstdint>
#include <memory>

#include "picture/walk.h"

namespace uvchat::picture {

std::unique_ptr<PictureWalk> walk_boxes();
std::unique_ptr<PictureWalk> walk_gif();
std::unique_ptr<PictureWalk> walk_jpeg();
std::unique_ptr<PictureWalk> walk_png();
std::unique_ptr<PictureWalk> walk_webp(std::uint64_t kept_bytes);

}  // namespace uvchat::picture
