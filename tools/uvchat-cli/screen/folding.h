#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chat/room.h"

namespace uvchat::cli {

// What is shown as one: an entry, or several that tell who came and went. Indexes into
// Room::entries, [begin, end).
struct EntryGroup {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_same_day(std::int64_t one_ms, std::int64_t other_ms);

// All entries, in their order. Without `folded` each stands alone; so does the one of the number
// `alone`, and nothing is hidden behind a day line or the rule above what is new.
std::vector<EntryGroup> groups_of(const Room& room, bool folded, std::uint64_t alone);

// "ana, luis and 3 others join, mia quits".
std::string movements_of(const Room& room, EntryGroup group);

}  // namespace uvchat::cli
