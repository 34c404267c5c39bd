#pragma once

namespace uvchat::server {

// As clients and operators are told it.
inline constexpr const char* version = "uvchat-" UVCHAT_VERSION;

}  // namespace uvchat::server
