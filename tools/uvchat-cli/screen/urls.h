#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uvchat::cli {

// A URL in a text: the bytes [begin, end), and where it leads.
struct Url {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string target;  // ASCII; other characters of the text are %XX
};

// The http:// and https:// URLs. Punctuation that ends a sentence, and brackets that the URL has
// not opened, are no part of it. A URL that is longer than terminals accept is none. REQUIRES: the
// text is printable.
std::vector<Url> urls_in(std::string_view text);

}  // namespace uvchat::cli
