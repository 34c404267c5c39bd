#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "grid.h"
#include "room.h"

namespace uvchat::cli {

// What stands for what, by what the terminal's font may hold.
struct Marks {
  const char* lock = "🔒";
};

struct Area {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

// Which row of a room's messages stands at the bottom. What comes below it does not move it.
struct ScrollPosition {
  std::uint64_t number = 0;    // of the entry; gone: the oldest there is
  std::size_t rows_below = 0;  // that belong to that entry and are not shown
};

// The messages of a room in a part of the screen: with times, day lines and the rule above what is
// new. Made for each drawing. Only what is seen is laid out, from the bottom up.
class MessagePane {
 public:
  MessagePane(const Room& room, Area area, Marks marks, std::uint64_t found);

  // Without a position the newest row stands at the bottom.
  void draw(Grid& grid, const std::optional<ScrollPosition>& position) const;

  // The position so many rows further up (no further than to the oldest row at the top) or down;
  // none where that is the newest row.
  std::optional<ScrollPosition> up(const std::optional<ScrollPosition>& position,
                                   std::size_t rows) const;
  std::optional<ScrollPosition> down(const std::optional<ScrollPosition>& position,
                                     std::size_t rows) const;
  // The position that has the entry in the middle.
  std::optional<ScrollPosition> around(std::uint64_t number) const;

 private:
  struct Span {
    std::vector<Cell> cells;
    Look look = Look::plain;
  };
  using Line = std::vector<Span>;
  struct Bottom {
    std::size_t entry = 0;  // index
    std::size_t rows_below = 0;
  };

  bool is_narrow() const;
  std::size_t nick_columns() const;
  Bottom bottom_of(const std::optional<ScrollPosition>& position) const;
  std::optional<ScrollPosition> position_of(const Bottom& bottom) const;
  Bottom moved_up(Bottom bottom, std::size_t rows) const;
  Bottom moved_down(Bottom bottom, std::size_t rows) const;
  Bottom filled(Bottom bottom) const;

  // An entry with the day line and the rule that stand above it.
  std::vector<Line> lines_of(std::size_t entry) const;
  Line rule(const std::string& text, Look look) const;
  Span mark_of(const Entry& entry) const;
  Line nick_field(const Entry& entry) const;
  Line flow_of(const Entry& entry, std::string_view text, bool is_first, bool is_last) const;
  void add_wrapped(const Entry& entry, std::vector<Line>& lines) const;

  const Room& room_;
  Area area_;
  Marks marks_;
  std::uint64_t found_;
};

// "17:05", local time.
std::string clock_text(std::int64_t unix_ms);

}  // namespace uvchat::cli
