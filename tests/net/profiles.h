#pragma once

#include "net/settings.h"

namespace uvchat::net {

inline constexpr Profile irc_profile{Protocol::irc, 0};
inline constexpr Profile classroom_profile{Protocol::classroom, 10};

}  // namespace uvchat::net
