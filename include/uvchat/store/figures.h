#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace uvchat::store {

// What STATS tells of the store.
struct Figures {
  std::string why_away;             // why it could not do what it was asked for last; empty: it did
  std::size_t waiting = 0;          // requests that are not answered yet
  std::uint64_t answered = 0;       // since the start
  std::uint64_t commits = 0;        // in so many batches
  std::uint64_t journal_bytes = 0;  // written, and not yet in its place in the database
};

}  // namespace uvchat::store
