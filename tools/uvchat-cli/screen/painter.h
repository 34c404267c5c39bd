#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "screen/grid.h"

// Turns a grid into the bytes that make a terminal show it. All control sequences are made here,
// and only ones that the terminal understands; a cell gives only its characters.

namespace uvchat::cli {

// What a terminal understands. An empty string: it does not.
struct Pen {
  std::function<std::string(std::size_t row, std::size_t column)> go_to;
  std::function<std::string(std::int16_t colour)> fore;
  std::function<std::string(std::int16_t colour)> back;
  std::string plain;  // ends all styles below
  std::string bold;
  std::string dim;
  std::string italic;
  std::string underlined;
  std::string struck;
  std::string reversed;
  std::string hide_cursor;
  std::string show_cursor;
  std::int16_t colours = 0;     // 0, 8, 16 or 256
  bool links = false;           // OSC 8
  bool scrolls_at_end = false;  // by a character in the last place of the last row
};

// The bytes that change a terminal that shows `before`. If the sizes differ, it is drawn anew.
std::string painted(const Grid& before, const Grid& now, const Pen& pen, std::size_t cursor_row,
                    std::size_t cursor_column);

}  // namespace uvchat::cli
