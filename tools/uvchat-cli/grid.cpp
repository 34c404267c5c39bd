#include "grid.h"

#include <unicode/unistr.h>

#include <algorithm>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

Cell space() {
  Cell cell;
  cell.text[0] = L' ';
  return cell;
}

}  // namespace

Look look_of_nick(std::string_view nick) {
  std::uint32_t hash = 2166136261;  // FNV-1a: the same in every run and on every machine
  for (const char c : nick) {
    hash = (hash ^ static_cast<unsigned char>(to_lower(c))) * 16777619U;
  }
  return static_cast<Look>(static_cast<std::size_t>(Look::nick) + hash % nick_looks);
}

Grid::Grid(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), places_(rows * columns, Place{space(), Look::plain, false}) {}

std::size_t Grid::put(std::size_t row, std::size_t column, std::span<const Cell> cells, Look look,
                      std::size_t end) {
  end = std::min(end, columns_);
  if (row >= rows_) {
    return column;
  }
  for (const Cell& cell : cells) {
    if (column + cell.columns > end) {
      break;
    }
    place(row, column) = {cell, look, false};
    if (cell.columns == 2) {
      place(row, column + 1) = {Cell{}, look, true};
    }
    column += cell.columns;
  }
  return column;
}

std::size_t Grid::put(std::size_t row, std::size_t column, std::string_view text, Look look,
                      std::size_t end) {
  end = std::min(end, columns_);
  return column >= end ? column : put(row, column, cut(text, end - column), look, end);
}

void Grid::fill(std::size_t row, std::size_t column, std::size_t end, std::string_view character,
                Look look) {
  const std::vector<Cell> cells = cells_of(character);
  for (; column < std::min(end, columns_); ++column) {
    put(row, column, cells, look, end);
  }
}

std::string Grid::text(std::size_t row) const {
  icu::UnicodeString text;
  for (std::size_t column = 0; column < columns_; ++column) {
    const Place& here = at(row, column);
    for (std::size_t i = 0; !here.covered && here.cell.text[i] != 0; ++i) {
      text.append(static_cast<UChar32>(here.cell.text[i]));
    }
  }
  std::string bytes;
  text.toUTF8String(bytes);
  bytes.erase(bytes.find_last_not_of(' ') + 1);
  return bytes;
}

}  // namespace uvchat::cli
