#include "loadtest/format.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {

void print(std::string& out, const char* format, ...) {
  std::array<char, 512> text;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  out += text.data();
}

std::string grouped(std::string number) {
  std::size_t end = std::min(number.find('.'), number.size());
  for (; end > 3; end -= 3) number.insert(end - 3, ",");
  return number;
}

std::string grouped(std::uint64_t number) { return grouped(std::to_string(number)); }

std::string counted(std::uint64_t number, const std::string& what) {
  return grouped(number) + " " + what + (number == 1 ? "" : "s");
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace uvchat::loadtest
