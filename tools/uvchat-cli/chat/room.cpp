#include "chat/room.h"

#include <algorithm>

namespace uvchat::cli {

// From the newest on: mostly a recent entry is looked for.
Entry* find_entry(Room& room, std::uint64_t number) {
  const auto found = std::find_if(room.entries.rbegin(), room.entries.rend(),
                                  [&](const Entry& entry) { return entry.number == number; });
  return found == room.entries.rend() ? nullptr : &*found;
}

}  // namespace uvchat::cli
