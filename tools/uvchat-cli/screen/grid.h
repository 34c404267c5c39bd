#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/formatting.h"
#include "chat/wrap.h"

namespace uvchat::cli {

// What a cell means; its look depends on the terminal's colours.
enum class Look : std::uint8_t {
  plain,
  dim,      // times, joins and quits, rules
  strong,   // own nick, headings
  bar,      // topic and status line
  alert,    // in a bar: something is wrong
  chosen,   // the room that is shown, in the list of rooms
  unread,   // rooms with unread lines, the rule above them
  mention,  // somebody mentions us
  failure,
  lock,     // a line that was opened, the room's cipher
  warning,  // a line in clear text where there is a key, a line that could not be opened
  found,    // what /search has found
  nick,     // the first of nick_looks colours of nicks
};
inline constexpr std::size_t nick_looks = 12;

// What a cell has besides its character.
struct Ink {
  Look look = Look::plain;
  Style style = {};        // from its author's formatting codes
  std::uint32_t link = 0;  // Grid::link_at(); 0: none

  bool operator==(const Ink&) const = default;
};

// Where a link leads. All parts of one link have one name, over however many rows.
struct LinkTarget {
  std::string name;
  std::string url;  // ASCII, without controls

  bool operator==(const LinkTarget&) const = default;
};

// A nick always has the same colour, in upper or lower case.
Look look_of_nick(std::string_view nick);

// A picture of the screen: rows of styled cells. Pure; a terminal paints it.
class Grid {
 public:
  struct Place {
    Cell cell;
    Ink ink;
    bool covered = false;  // the right half of a wide cell
  };

  Grid() = default;
  Grid(std::size_t rows, std::size_t columns);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  // REQUIRES: both within the grid.
  const Place& at(std::size_t row, std::size_t column) const {
    return places_[row * columns_ + column];
  }

  // Whether both grids look the same at this cell.
  bool is_same(const Grid& other, std::size_t row, std::size_t column) const;

  // For Ink::link of what is put.
  std::uint32_t add_link(LinkTarget target);
  const LinkTarget& link_at(std::uint32_t link) const { return links_[link - 1]; }

  // Writes from `column` on, up to `end` and within the grid. Returns the column after the text.
  std::size_t put(std::size_t row, std::size_t column, std::span<const Cell> cells, Look look,
                  std::size_t end);
  std::size_t put(std::size_t row, std::size_t column, const Cell& cell, const Ink& ink,
                  std::size_t end);
  // The same; a text that does not fit ends in `…`.
  std::size_t put(std::size_t row, std::size_t column, std::string_view text, Look look,
                  std::size_t end);
  // `character` is one column wide.
  void fill(std::size_t row, std::size_t column, std::size_t end, std::string_view character,
            Look look);

  // The text of a row, without trailing spaces.
  std::string text(std::size_t row) const;

 private:
  Place& place(std::size_t row, std::size_t column) { return places_[row * columns_ + column]; }

  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<Place> places_;
  std::vector<LinkTarget> links_;
};

}  // namespace uvchat::cli
