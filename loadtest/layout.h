#pragma once

#include <cstdint>
#include <vector>

#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// Where a client sits: which room, and the how-manieth member of it. The first members of a room
// are its senders.
struct Seat {
  std::uint32_t room = 0;
  std::uint32_t member = 0;
};

// Who sits where. The clients go round the rooms that have a place left, so the senders, who are
// the first of them, are spread as evenly as the rooms' sizes allow.
struct Layout {
  struct Room {
    std::uint32_t members = 0;
    std::vector<std::uint32_t> senders;  // as clients, by their place in the room
  };
  std::vector<Room> rooms;
  std::vector<Seat> seats;             // by client
  std::vector<std::uint32_t> clients;  // who plays, ascending: all of them

  explicit Layout(const Scenario& scenario);
};

// How many members each room has. Under Zipf's law the k-th room's size is proportional to 1 /
// k^exponent; none has fewer than two members, where there are clients enough.
std::vector<std::uint32_t> room_sizes(const Scenario& scenario);

}  // namespace uvchat::loadtest
