#include "screen/grid.h"

#include <algorithm>
#include <utility>

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
  for (const char c : nick) hash = (hash ^ static_cast<unsigned char>(to_lower(c))) * 16777619U;
  return static_cast<Look>(static_cast<std::size_t>(Look::nick) + hash % nick_looks);
}

Grid::Grid(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), places_(rows * columns, Place{space(), Ink{}, false}) {}

bool Grid::is_same(const Grid& other, std::size_t row, std::size_t column) const {
  const Place& one = at(row, column);
  const Place& two = other.at(row, column);
  const bool same_link = one.ink.link == 0 || two.ink.link == 0
                             ? one.ink.link == two.ink.link
                             : link_at(one.ink.link) == other.link_at(two.ink.link);
  return same_link && one.cell.text == two.cell.text && one.ink.look == two.ink.look &&
         one.ink.style == two.ink.style && one.covered == two.covered;
}

std::uint32_t Grid::add_link(LinkTarget target) {
  links_.push_back(std::move(target));
  return static_cast<std::uint32_t>(links_.size());
}

std::size_t Grid::put(std::size_t row, std::size_t column, const Cell& cell, const Ink& ink,
                      std::size_t end) {
  if (row >= rows_ || column + cell.columns > std::min(end, columns_)) return column;
  place(row, column) = {cell, ink, false};
  if (cell.columns == 2) place(row, column + 1) = {Cell{}, ink, true};
  return column + cell.columns;
}

std::size_t Grid::put(std::size_t row, std::size_t column, std::span<const Cell> cells, Look look,
                      std::size_t end) {
  for (const Cell& cell : cells) {
    const std::size_t behind = put(row, column, cell, Ink{look}, end);
    if (behind == column) break;
    column = behind;
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
  for (; column < std::min(end, columns_); ++column) put(row, column, cells, look, end);
}

std::string Grid::text(std::size_t row) const {
  std::string text;
  for (std::size_t column = 0; column < columns_; ++column) {
    if (!at(row, column).covered) append(text, at(row, column).cell);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace uvchat::cli
