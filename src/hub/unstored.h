#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "hub/told_times.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

namespace uvchat::hub {

// When that was said which the store may not have yet, of each room and each talk: from the first
// line of it to the last, until it has all of them. Owner: the hub.
class Unstored {
 public:
  struct Missing {
    store::Talk in;  // of a room its number alone
    ToldTimes told;
  };
  // Who asks the store a question holds what a question was then, as long as it is not answered.
  class Since;
  using Question = std::shared_ptr<const Since>;

  Unstored();

  Question question() const { return last_; }
  // What was told then may not be stored. To be followed by one stored() of the same room.
  void add(const Missing& missing);
  void stored(store::RoomNumber room);
  // What may not be stored now.
  ToldTimes told_in(store::RoomNumber room) const;
  // Of what was not stored when the question was asked, or has not been since: what these readers
  // may know, who are sorted by their rooms; or what was told in each of the account's talks.
  TimeSpan known_to(const std::vector<store::Reader>& readers, const Question& asked) const;
  struct Talk {
    store::Talk in;
    TimeSpan told;
  };
  using Talks = std::map<store::RoomNumber, Talk>;
  Talks in_talks_of(store::AccountId account, const Question& asked) const;
  static void add_to(Talks& talks, const Missing& missing);
  static void add_to(Talks& talks, const Talks& others);
  // About what it takes in memory.
  std::size_t bytes() const { return doubts_.size() * doubt_bytes; }

 private:
  static constexpr std::size_t doubt_bytes = 300;
  struct Doubt {
    Missing missing;
    std::size_t parts = 0;  // that are not stored
  };

  std::map<store::RoomNumber, Doubt> doubts_;
  std::set<std::pair<store::AccountId, store::RoomNumber>> talks_;  // of the doubts
  std::shared_ptr<Since> last_;
};

}  // namespace uvchat::hub
