#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Text in the columns of a terminal.
//
// A terminal, a multiplexer in it and ncurses each decide how many columns a character takes. Where
// they disagree, the screen is garbled. They agree on wcwidth() of a single code point in a UTF-8
// locale, so text is split into cells that need no more than that. Code points that join several
// into one picture (zero width joiners, variation selectors, skin tones) are left out, and the
// pictures stand side by side. Invisible characters and those that change the direction of the text
// are left out too.

namespace uvchat::cli {

// A character of one or two columns with at most three marks on it.
struct Cell {
  std::array<wchar_t, 5> text{};  // ends in 0
  std::uint8_t columns = 1;
  std::size_t begin = 0;  // byte in the text it is of

  bool is_space() const { return text[0] == L' '; }
  // Wide or with marks: terminals may still disagree about it.
  bool is_delicate() const { return columns != 1 || text[1] != 0; }
};

// A control character or a byte that is not UTF-8 becomes U+FFFD.
// Needs a UTF-8 locale (LC_CTYPE).
std::vector<Cell> cells_of(std::string_view text);

// A cell as UTF-8.
void append(std::string& text, const Cell& cell);

std::size_t columns_of(std::span<const Cell> cells);
std::size_t columns_of(std::string_view text);
// `text`, padded with spaces to this many columns.
std::string padded(std::string text, std::size_t columns);

// The cells that fit into `columns_max`; if some do not, the last column is `…`.
std::vector<Cell> cut(std::string_view text, std::size_t columns_max);

// A row of a wrapped text: the cells [begin, end).
struct Row {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Rows of at most `columns` columns (the first row; all others have `hanging` less), broken at
// spaces (which vanish there), between wide characters and, where a word is longer than a row,
// anywhere. At least one row; each but the only row of an empty text holds a cell, so with
// `columns` < 2 a wide cell is wider than its row.
std::vector<Row> wrap(std::span<const Cell> cells, std::size_t columns, std::size_t hanging = 0);

}  // namespace uvchat::cli
