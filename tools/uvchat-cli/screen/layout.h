#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "chat/chat.h"
#include "screen/grid.h"
#include "screen/message_pane.h"
#include "uvchat/base/time.h"

// The layout of the screen by its size, and everything around the messages.

namespace uvchat::cli {

// The columns and rows of each part; 0 if there is no room for it.
struct Layout {
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool has_topic = false;
  bool has_strip = false;  // the rooms in one line, instead of the list
  bool has_status = false;
  std::size_t rooms_columns = 0;    // at the left, with the line beside it
  std::size_t members_columns = 0;  // at the right, with the line beside it
  bool members_only = false;        // instead of the messages, if there is no room beside them

  Area messages() const;
  Area members() const;
  bool has_members() const { return members_only || members_columns > 0; }
  std::size_t input_row() const { return rows - 1; }
  std::size_t status_row() const { return rows - 2; }
};

// `members` is the user's wish; without one, members are shown if there is enough room.
// REQUIRES: rows and columns are not 0.
Layout layout_of(const Chat& chat, std::size_t rows, std::size_t columns,
                 std::optional<bool> members);

// How many of the first of `count` items can be hidden at most, in so many rows.
std::size_t hidden_max(std::size_t count, std::size_t rows);

// How many of the first rooms to hide, so that the current one is visible.
std::size_t hidden_rooms(const Chat& chat, std::size_t rows);

// Without `hidden`, hidden_rooms() decides.
void draw_rooms(Grid& grid, const Layout& layout, const Chat& chat,
                std::optional<std::size_t> hidden);
void draw_strip(Grid& grid, const Layout& layout, const Chat& chat);
void draw_topic(Grid& grid, const Layout& layout, const Room& room);
// The first `hidden` members, and those below the last row, are only counted.
void draw_members(Grid& grid, const Layout& layout, const Room& room, Marks marks,
                  std::size_t hidden);
// `notice` stands instead of the connection's state, unless it is empty.
void draw_status(Grid& grid, const Layout& layout, const Chat& chat, Marks marks,
                 const std::string& notice, Now now);
// The keys and what they do, instead of the messages, from their row `first` on. Returns how
// many rows they have.
std::size_t draw_keys(Grid& grid, const Layout& layout, std::size_t first);
// A picture, instead of the messages, over the whole width.
void draw_picture(Grid& grid, const Layout& layout, const Drawing& drawing);

}  // namespace uvchat::cli
