#pragma once

#include <string_view>

// What is promised of every byte that the hub hands over.

namespace uvchat::fuzz {

// Whole lines of IRC: within their limits, of UTF-8, with nothing that ends a line inside, and
// with a command that a client knows.
void check_irc_slice(std::string_view slice);
// The same of the classroom's, which are text.
void check_classroom_slice(std::string_view slice);

}  // namespace uvchat::fuzz
