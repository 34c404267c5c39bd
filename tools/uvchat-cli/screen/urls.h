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
  std::string target;  // letters, digits and signs of ASCII; what else stands in the text is %XX
};

// The http:// and https:// URLs. Marks that end a sentence, and brackets that the URL has not
// opened, are no part of it; neither is what is longer than terminals take.
// REQUIRES: the text is printable.
std::vector<Url> urls_in(std::string_view text);

}  // namespace uvchat::cli
