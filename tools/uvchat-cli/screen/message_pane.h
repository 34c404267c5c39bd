#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/room.h"
#include "chat/settings.h"
#include "screen/entry_lines.h"
#include "screen/folding.h"
#include "screen/grid.h"

namespace uvchat::cli {

struct Area {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;

  bool has(std::size_t at_row, std::size_t at_column) const {
    return at_row >= row && at_row - row < rows && at_column >= column &&
           at_column - column < columns;
  }
};

// Which row of a room's messages stands at the bottom. New messages below do not move it.
struct ScrollPosition {
  std::uint64_t number = 0;    // of the entry; if it is gone, the oldest one
  std::size_t rows_below = 0;  // that belong to that entry and are not shown

  bool operator==(const ScrollPosition&) const = default;
};

// How a pane shows its messages.
struct PaneView {
  Marks marks;
  std::string time_format = "%H:%M";
  bool folds = true;        // joins and quits become one line
  std::uint64_t found = 0;  // the entry that /search stands at
  std::string searched;     // what it has searched for
};

// The messages of a room in a part of the screen, with times, day lines and the rule above new
// messages. Made for each drawing. Only visible messages are laid out, from the bottom up.
class MessagePane {
 public:
  MessagePane(const Room& room, Area area, PaneView view);

  // Without a position the newest row stands at the bottom.
  void draw(Grid& grid, const std::optional<ScrollPosition>& position) const;

  // The position so many rows up (at most until the oldest row is at the top) or down; none if that
  // is the newest row.
  std::optional<ScrollPosition> up(const std::optional<ScrollPosition>& position,
                                   std::size_t rows) const;
  std::optional<ScrollPosition> down(const std::optional<ScrollPosition>& position,
                                     std::size_t rows) const;
  // The topmost and the lowest entry that are shown there.
  struct Shown {
    std::uint64_t oldest = 0;  // numbers; 0: there is none
    std::uint64_t newest = 0;
  };
  Shown shown(const std::optional<ScrollPosition>& position) const;
  // The position that has the entry in the middle.
  std::optional<ScrollPosition> around(std::uint64_t number) const;

 private:
  struct Bottom {
    std::size_t group = 0;  // index
    std::size_t rows_below = 0;
  };

  LineFormat format_for(std::size_t group) const;
  std::size_t group_of(const std::optional<ScrollPosition>& position) const;
  Bottom bottom_of(const std::optional<ScrollPosition>& position, const LineFormat& format) const;
  std::optional<ScrollPosition> position_of(const Bottom& bottom) const;
  Bottom moved_up(Bottom bottom, std::size_t rows, const LineFormat& format) const;
  Bottom moved_down(Bottom bottom, std::size_t rows, const LineFormat& format) const;
  Bottom filled(Bottom bottom, const LineFormat& format) const;

  // A group with the day line and the rule that stand above it.
  EntryLines lines_at(std::size_t group, const LineFormat& format) const;
  std::size_t rows_at(std::size_t group, const LineFormat& format) const {
    return lines_at(group, format).lines.size();
  }
  void draw_line(Grid& grid, std::size_t row, const ShownLine& line,
                 std::uint32_t links_before) const;

  const Room& room_;
  Area area_;
  PaneView view_;
  std::vector<EntryGroup> groups_;
};

}  // namespace uvchat::cli
