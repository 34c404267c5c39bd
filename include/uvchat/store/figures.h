#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "uvchat/base/histogram.h"

namespace uvchat::store {

// What STATS tells of the store. Times are wall, in milliseconds.
struct Figures {
  std::string engine = {};       // what it is: "sqlite /var/lib/uvchat/uvchat.db"; empty: not known
  std::string why_away = {};     // why it could not do what it was asked for last; empty: it did
  std::int64_t away_ms = 0;      // since when it cannot
  std::int64_t busy_ms = 0;      // since when it is about what it does now; 0: it waits
  std::size_t waiting = 0;       // requests that are not answered yet
  std::size_t queued_bytes = 0;  // about what those of them hold that are not begun
  std::size_t owed = 0;          // changes that it could not store, and has not stored since
  std::uint64_t answered = 0;    // since the start
  std::uint64_t refused = 0;     // of these, because it was away
  std::uint64_t out_of_time = 0;    // or because they took too long
  std::uint64_t commits = 0;        // in so many batches
  std::uint64_t slowest_us = 0;     // batch of the last minutes
  Histogram commits_us = {};        // of the batches
  std::uint64_t disk_bytes = 0;     // what it takes there; 0: not known
  std::uint64_t journal_bytes = 0;  // written, and not yet in its place in the database
  std::uint64_t unindexed = 0;      // lines and events that no search finds yet, about
  std::int64_t unindexed_ms = 0;    // since when there have always been such; 0: there are none
};

}  // namespace uvchat::store
