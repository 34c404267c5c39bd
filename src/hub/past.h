#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "uvchat/store/history.h"

namespace uvchat::hub {

// What history has of a channel, or of two accounts that talk in private. history.h alone changes
// it.
struct Past {
  store::RoomNumber number = 0;  // 0: nothing is kept of it yet
  std::uint64_t next_n = 0;      // of its next line
  std::int64_t last_us = 0;      // time of what was told last
  // Of the last PRIVMSG or NOTICE that all have heard; and whether the room was closed then.
  std::int64_t spoken_us = 0;
  bool spoken_closed = false;
  // Of the channel's accounts, those whose first joining the store knows of; sorted.
  std::vector<store::AccountId> joined = {};
};

// About what a line takes in memory.
inline std::size_t bytes_of(const store::StoredLine& line) {
  return sizeof(line) + line.source.size() + line.target.size() + line.words.size() +
         (line.text ? line.text->size() : 0) + line.tags.size();
}

// The place of a message in history; room 0: it is never kept.
struct Place {
  store::RoomNumber room = 0;
  store::LineKey key;
};

}  // namespace uvchat::hub
