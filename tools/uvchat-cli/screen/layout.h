#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "chat/chat.h"
#include "screen/grid.h"
#include "screen/message_pane.h"
#include "uvchat/base/time.h"

// What stands where on the screen, by its size, and all that stands around the messages.

namespace uvchat::cli {

// The columns and rows of each part; a part without room for it has none.
struct Layout {
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool has_topic = false;
  bool has_strip = false;  // the rooms in one line, where there is no list
  bool has_status = false;
  std::size_t rooms_columns = 0;    // at the left, with the line beside it
  std::size_t members_columns = 0;  // at the right, with the line beside it
  bool members_only = false;        // in the place of the messages, where there is no room beside

  Area messages() const;
  Area members() const;
  bool has_members() const { return members_only || members_columns > 0; }
  std::size_t input_row() const { return rows - 1; }
  std::size_t status_row() const { return rows - 2; }
};

// `members` is what the user wishes; without a wish they are shown where there is much room.
// REQUIRES: rows and columns are not 0.
Layout layout_of(const Chat& chat, std::size_t rows, std::size_t columns,
                 std::optional<bool> members);

// Of a list of `count` in so many rows, how many of its first may be hidden, at most.
std::size_t hidden_max(std::size_t count, std::size_t rows);

// So that the room that is shown is seen.
std::size_t hidden_rooms(const Chat& chat, std::size_t rows);

// Without `hidden`, the list stands as hidden_rooms() says.
void draw_rooms(Grid& grid, const Layout& layout, const Chat& chat,
                std::optional<std::size_t> hidden);
void draw_strip(Grid& grid, const Layout& layout, const Chat& chat);
void draw_topic(Grid& grid, const Layout& layout, const Room& room);
// The first `hidden` of them are counted, as are those behind the last row.
void draw_members(Grid& grid, const Layout& layout, const Room& room, std::size_t hidden);
// `notice` stands instead of the connection's state, unless it is empty.
void draw_status(Grid& grid, const Layout& layout, const Chat& chat, Marks marks,
                 const std::string& notice, Now now);
// The keys and what they do, in the place of the messages, from that row of theirs on. Returns how
// many rows they have.
std::size_t draw_keys(Grid& grid, const Layout& layout, std::size_t first);

}  // namespace uvchat::cli
