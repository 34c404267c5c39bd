#include "hub/unstored.h"

#include <algorithm>

namespace uvchat::hub {

// A link of a chain: what was stored next, after it had been missing, and the link behind it; the
// last link is empty. Nobody but those who asked before hold what is in front of the last.
class Unstored::Since {
 public:
  Since() = default;
  Since(const Since&) = delete;
  Since& operator=(const Since&) = delete;
  // One after the other: a chain may be longer than calls can be deep.
  ~Since() {
    while (next != nullptr && next.use_count() == 1) next = std::shared_ptr(std::move(next->next));
  }

  Missing missing = {};
  std::shared_ptr<Since> next = {};
};

Unstored::Unstored() : last_(std::make_shared<Since>()) {}

void Unstored::add(const Missing& missing) {
  Doubt& doubt = doubts_[missing.in.number];
  doubt.missing.in = missing.in;
  doubt.missing.told.extend(missing.told);
  ++doubt.parts;
  for (const store::AccountId account : {missing.in.low, missing.in.high}) {
    if (account != 0) talks_.emplace(account, missing.in.number);
  }
}

void Unstored::stored(store::RoomNumber room) {
  const auto doubt = doubts_.find(room);
  if (doubt == doubts_.end() || --doubt->second.parts > 0) return;
  last_->missing = doubt->second.missing;
  doubts_.erase(doubt);
  talks_.erase({last_->missing.in.low, room});
  talks_.erase({last_->missing.in.high, room});
  auto next = std::make_shared<Since>();
  last_->next = next;
  last_ = std::move(next);
}

TimeSpan Unstored::in(const std::vector<store::RoomNumber>& rooms, const Question& asked) const {
  TimeSpan told;
  for (const store::RoomNumber room : rooms) {
    const auto doubt = doubts_.find(room);
    if (doubt != doubts_.end()) told.extend(doubt->second.missing.told);
  }
  for (const Since* at = asked.get(); at->next != nullptr; at = at->next.get()) {
    const store::RoomNumber room = at->missing.in.number;
    if (std::binary_search(rooms.begin(), rooms.end(), room)) told.extend(at->missing.told);
  }
  return told;
}

Unstored::Talks Unstored::in_talks_of(store::AccountId account, const Question& asked) const {
  Talks found;
  for (auto at = talks_.lower_bound({account, 0}); at != talks_.end(); ++at) {
    if (at->first != account) break;
    add_to(found, doubts_.at(at->second).missing);
  }
  for (const Since* at = asked.get(); at->next != nullptr; at = at->next.get()) {
    const store::Talk& in = at->missing.in;
    if (in.low == account || in.high == account) add_to(found, at->missing);
  }
  return found;
}

void Unstored::add_to(Talks& talks, const Missing& missing) {
  Missing& all = talks[missing.in.number];
  all.in = missing.in;
  all.told.extend(missing.told);
}

}  // namespace uvchat::hub
