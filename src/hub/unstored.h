#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "uvchat/hub/time_span.h"
#include "uvchat/store/history.h"

namespace uvchat::hub {

// When that was said which the store may not have yet, of each room and each talk: from the first
// line of it to the last, until it has all of them. Owner: the hub.
class Unstored {
 public:
  struct Missing {
    store::Talk in;  // of a room its number alone
    TimeSpan told;
  };
  // Who asks the store a question holds what a question was then, as long as it is not answered.
  class Since;
  using Question = std::shared_ptr<const Since>;

  Unstored();

  Question question() const { return last_; }
  // What was told then may not be stored. To be followed by one stored() of the same room.
  void add(const Missing& missing);
  void stored(store::RoomNumber room);
  // Of what was not stored when the question was asked, or has not been since: what was told in
  // these rooms, which are sorted; or in each of the account's talks.
  TimeSpan in(const std::vector<store::RoomNumber>& rooms, const Question& asked) const;
  using Talks = std::map<store::RoomNumber, Missing>;
  Talks in_talks_of(store::AccountId account, const Question& asked) const;
  static void add_to(Talks& talks, const Missing& missing);

 private:
  struct Doubt {
    Missing missing;
    std::size_t parts = 0;  // that are not stored
  };

  std::map<store::RoomNumber, Doubt> doubts_;
  std::set<std::pair<store::AccountId, store::RoomNumber>> talks_;  // of the doubts
  std::shared_ptr<Since> last_;
};

}  // namespace uvchat::hub
