#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chat/room.h"

namespace uvchat::cli {

// Entries that are shown as one: a single entry, or several joins and quits. Indexes into
// Room::entries, [begin, end).
struct EntryGroup {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_same_day(std::int64_t one_ms, std::int64_t other_ms);

// All entries, in order. Without `folded` each one stands alone. So does the entry with the number
// `alone`. No group goes over a day line, the rule above new messages or a gap.
std::vector<EntryGroup> groups_of(const Room& room, bool folded, std::uint64_t alone);

// "ana, luis and 3 others join, mia quits".
std::string movements_of(const Room& room, EntryGroup group);

}  // namespace uvchat::cli
