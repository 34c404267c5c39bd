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
  doubt.missing.told.add(missing.told);
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

ToldTimes Unstored::told_in(store::RoomNumber room) const {
  const auto doubt = doubts_.find(room);
  return doubt == doubts_.end() ? ToldTimes() : doubt->second.missing.told;
}

TimeSpan Unstored::known_to(const std::vector<store::Reader>& readers,
                            const Question& asked) const {
  TimeSpan told;
  for (const store::Reader& reader : readers) {
    const auto doubt = doubts_.find(reader.room);
    if (doubt != doubts_.end()) told.extend(doubt->second.missing.told.known_to(reader));
  }
  for (const Since* at = asked.get(); at->next != nullptr; at = at->next.get()) {
    const store::RoomNumber room = at->missing.in.number;
    const auto reader =
        std::lower_bound(readers.begin(), readers.end(), room,
                         [](const store::Reader& one, auto number) { return one.room < number; });
    const bool is_there = reader != readers.end() && reader->room == room;
    if (is_there) told.extend(at->missing.told.known_to(*reader));
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

// Who talks in private hears all of it.
void Unstored::add_to(Talks& talks, const Missing& missing) {
  Talk& all = talks[missing.in.number];
  all.in = missing.in;
  all.told.extend(missing.told.known_to({.room = missing.in.number, .events = true}));
}

void Unstored::add_to(Talks& talks, const Talks& others) {
  for (const auto& [room, other] : others) {
    Talk& all = talks[room];
    all.in = other.in;
    all.told.extend(other.told);
  }
}

}  // namespace uvchat::hub
