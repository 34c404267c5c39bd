#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chat/formatting.h"
#include "chat/wrap.h"

namespace uvchat::cli {

// A picture of characters: rows of text, each with the style of each of its characters.
struct Drawing {
  struct Dot {
    Cell cell;  // one column wide
    Style style;
  };

  std::string name;  // of the file
  std::vector<std::vector<Dot>> rows;
};

// Reads what a program has written for a terminal. Only characters of one column, colours and line
// ends are taken from it; every other order to a terminal is passed over. It has at most so many
// rows and columns.
Drawing parse_drawing(std::string_view bytes, std::size_t rows_max, std::size_t columns_max);

}  // namespace uvchat::cli
