#include "screen/painter.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace uvchat::cli {
namespace {

// Colours that are readable on black and on white: of 256, those of medium brightness.
struct LookColour {
  Look look;
  std::int16_t of_256;
  std::int16_t of_8;
};
enum : std::int16_t { red = 1, green = 2, magenta = 5, cyan = 6 };
constexpr auto look_colours = std::to_array<LookColour>({
    {Look::alert, 160, red},
    {Look::unread, 32, cyan},
    {Look::mention, 133, magenta},
    {Look::failure, 160, red},
    {Look::lock, 28, green},
    {Look::warning, 130, red},
});
constexpr std::array<std::int16_t, nick_looks> nick_colours_of_256 = {32, 166, 28, 133, 30, 161,
                                                                      99, 136, 67, 130, 65, 168};
constexpr auto nick_colours_of_8 = std::to_array<std::int16_t>({green, cyan, magenta, red});

std::int16_t colour_of(Look look, std::int16_t colours) {
  const bool many = colours >= 256;
  if (colours == 0) return Style::no_colour;
  if (look >= Look::nick) {
    const auto index = static_cast<std::size_t>(look) - static_cast<std::size_t>(Look::nick);
    return many ? nick_colours_of_256[index] : nick_colours_of_8[index % nick_colours_of_8.size()];
  }
  const auto* const found =
      std::find_if(look_colours.begin(), look_colours.end(),
                   [&](const LookColour& candidate) { return candidate.look == look; });
  return found == look_colours.end() ? Style::no_colour : many ? found->of_256 : found->of_8;
}

// A look without its colour.
std::string attributes_of(Look look, const Pen& pen) {
  switch (look) {
    case Look::dim:
      return pen.dim;
    case Look::strong:
    case Look::unread:
    case Look::failure:
    case Look::warning:
      return pen.bold;
    case Look::bar:
    case Look::chosen:
      return pen.reversed;
    case Look::alert:
    case Look::mention:
    case Look::found:
      return pen.reversed + pen.bold;
    default:
      return "";
  }
}

std::string attributes_of(const Style& style, const Pen& pen) {
  std::string bytes;
  bytes += style.bold ? pen.bold : "";
  bytes += !style.italic ? "" : pen.italic.empty() ? pen.underlined : pen.italic;
  bytes += style.underlined ? pen.underlined : "";
  bytes += style.struck ? pen.struck : "";
  bytes += style.reversed ? pen.reversed : "";
  return bytes;
}

// One picture, being painted.
class Painting {
 public:
  Painting(const Grid& grid, const Pen& pen) : grid_(grid), pen_(pen) {}

  void row(std::size_t row) {
    bytes_ += pen_.go_to(row, 0);
    for (std::size_t column = 0; column < end_of(row); ++column) {
      const Grid::Place& place = grid_.at(row, column);
      if (!place.covered) {
        dip(place.ink);
        character(place.cell, row, column);
      }
    }
    dip({});
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::size_t end_of(std::size_t row) const {
    return grid_.columns() - (pen_.scrolls_at_end && row + 1 == grid_.rows() ? 1 : 0);
  }

  void dip(const Ink& ink) {
    if (ink.look != ink_.look || !(ink.style == ink_.style)) {
      const std::int16_t colour = colour_of(ink.look, pen_.colours);
      Style style = readable(ink.style, pen_.colours);
      style.fore = colour == Style::no_colour ? style.fore : colour;
      bytes_ += pen_.plain + attributes_of(ink.look, pen_) + attributes_of(style, pen_);
      bytes_ += style.fore == Style::no_colour ? "" : pen_.fore(style.fore);
      bytes_ += style.back == Style::no_colour ? "" : pen_.back(style.back);
    }
    if (ink.link != ink_.link && pen_.links) {
      const LinkTarget target = ink.link == 0 ? LinkTarget{} : grid_.link_at(ink.link);
      bytes_ +=
          "\033]8;" + (ink.link == 0 ? "" : "id=" + target.name) + ";" + target.url + "\033\\";
    }
    ink_ = ink;
  }

  // If a terminal may count the columns of this cell differently, its place is cleared first, and
  // the cursor is then set by its address.
  void character(const Cell& cell, std::size_t row, std::size_t column) {
    if (cell.is_delicate()) bytes_ += std::string(cell.columns, ' ') + pen_.go_to(row, column);
    append(bytes_, cell);
    if (cell.is_delicate() && column + cell.columns < grid_.columns()) {
      bytes_ += pen_.go_to(row, column + cell.columns);
    }
  }

  const Grid& grid_;
  const Pen& pen_;
  Ink ink_;
  std::string bytes_;
};

bool is_same_row(const Grid& one, const Grid& other, std::size_t row) {
  for (std::size_t column = 0; column < one.columns(); ++column) {
    if (!one.is_same(other, row, column)) return false;
  }
  return true;
}

}  // namespace

std::string painted(const Grid& before, const Grid& now, const Pen& pen, std::size_t cursor_row,
                    std::size_t cursor_column) {
  const bool anew = before.rows() != now.rows() || before.columns() != now.columns();
  Painting painting(now, pen);
  for (std::size_t row = 0; row < now.rows(); ++row) {
    if (anew || !is_same_row(before, now, row)) painting.row(row);
  }
  const std::string rows = painting.take();
  return rows.empty() ? pen.go_to(cursor_row, cursor_column)
                      : pen.hide_cursor + pen.plain + rows + pen.go_to(cursor_row, cursor_column) +
                            pen.show_cursor;
}

}  // namespace uvchat::cli
