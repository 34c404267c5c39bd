#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <utility>

#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

namespace uvchat::hub {

// When that was said which the store may not have yet, of each room: from the first line of it to
// the last, until it has all of them. Who asked a question before that may lack some. Owner: the
// hub.
class Unstored {
 public:
  // The number of a question that the store is asked now.
  std::uint64_t next_question() { return ++questions_; }
  // What was told then may not be stored. To be followed by one stored().
  void add(store::RoomNumber room, const TimeSpan& told);
  // REQUIRES: no question that was asked before is answered after `until_ms` (mono), which comes in
  // order, as of stored().
  void stored(store::RoomNumber room, std::uint64_t until_ms);
  // Of what was not stored then, or has not been since.
  TimeSpan since(store::RoomNumber room, std::uint64_t question) const;
  void forget_until(std::uint64_t now_ms);

 private:
  // By room, and by the last question that was asked before all of it was stored.
  using Key = std::pair<store::RoomNumber, std::uint64_t>;
  static constexpr std::uint64_t any_question = std::numeric_limits<std::uint64_t>::max();
  struct Missing {
    TimeSpan told;
    std::uint64_t parts = 0;  // that are not stored
  };

  std::map<Key, Missing> missing_;
  std::deque<std::pair<std::uint64_t, Key>> until_;  // mono, oldest first
  std::uint64_t questions_ = 0;
};

}  // namespace uvchat::hub
