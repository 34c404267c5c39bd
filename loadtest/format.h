#pragma once

#include <string>

namespace uvchat::loadtest {

// Appends as printf would; at most 511 bytes at a time.
[[gnu::format(printf, 2, 3)]] void print(std::string& out, const char* format, ...);

}  // namespace uvchat::loadtest
