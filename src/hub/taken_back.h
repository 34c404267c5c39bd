#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "uvchat/store/history.h"

namespace uvchat::hub {

// What was refused and may have been stored nevertheless, until nobody can have read it before it
// was erased again. Owner: the hub.
class TakenBack {
 public:
  void add(const std::vector<store::LinePlace>& lines, std::uint64_t until_ms) {
    for (const store::LinePlace& line : lines) {
      places_.insert({line.room, line.key});
      until_.emplace_back(until_ms, line);
    }
  }
  // REQUIRES: times come in order, as of add().
  void forget_until(std::uint64_t now_ms) {
    for (; !until_.empty() && until_.front().first <= now_ms; until_.pop_front()) {
      const store::LinePlace& line = until_.front().second;
      places_.erase({line.room, line.key});
    }
  }
  bool contains(store::RoomNumber room, const store::LineKey& key) const {
    return !places_.empty() && places_.contains({room, key});
  }

 private:
  std::set<std::pair<store::RoomNumber, store::LineKey>> places_;
  std::deque<std::pair<std::uint64_t, store::LinePlace>> until_;  // mono, oldest first
};

}  // namespace uvchat::hub
