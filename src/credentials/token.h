#pragma once

#include <string>

namespace uvchat::credentials {

// 32 bytes that nobody can guess, as base64url: 43 characters. Thread-safe.
std::string draw_token();

}  // namespace uvchat::credentials
