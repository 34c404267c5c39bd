#include "loadtest/format.h"

#include <array>
#include <cstdarg>
#include <cstdio>

namespace uvchat::loadtest {

void print(std::string& out, const char* format, ...) {
  std::array<char, 512> text;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  out += text.data();
}

}  // namespace uvchat::loadtest
