#pragma once

#include <cstdint>
#include <string>

namespace uvchat::loadtest {

// Appends as printf would; at most 511 bytes at a time.
[[gnu::format(printf, 2, 3)]] void print(std::string& out, const char* format, ...);

// "12345.5" as "12,345.5".
std::string grouped(std::string number);
std::string grouped(std::uint64_t number);

// "1 room", "2,000 rooms".
std::string counted(std::uint64_t number, const std::string& what);

// Text as HTML has it, without what steers a reader's screen.
std::string escaped(const std::string& text);

}  // namespace uvchat::loadtest
