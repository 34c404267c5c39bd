#pragma once

#include <cstddef>
#include <vector>

#include "chat/past.h"
#include "chat/room.h"

// How lines of the past take their places among the entries of a conversation.
//
// Entries stand in the order of the server's history, as far as ids tell it, else by the server's
// time. Where lines are missing between two entries, the later one has `gap_above`. What the user
// looks at keeps its number, so that it stays where it is on the screen.

namespace uvchat::cli {

struct ClientState;
struct Talk;

// An answer of the server, oldest line first. A line that is known already has only its id.
struct Page {
  PastWish wish;
  std::vector<Entry> lines;
  std::size_t told = 0;  // lines of the server, also those that are not shown
  std::string first_id;  // of the oldest of these
  bool is_end = false;   // there is nothing more in that direction
};

// Shows the page without the lines that are there already.
void place_page(ClientState& chat, Talk& talk, Page page);

// Removes entries until the room is within its limits: those far from what the user looks at.
void keep_bounds(ClientState& chat, Room& room);

// Whether `entry` is a line of the server that its history has too.
bool is_of_past(const Entry& entry);
// The index of the entry with that id; entries.size() if there is none.
std::size_t index_of_id(const Room& room, const std::string& msgid);

}  // namespace uvchat::cli
