#include "hub/unstored.h"

namespace uvchat::hub {

void Unstored::add(store::RoomNumber room, const TimeSpan& told) {
  Missing& missing = missing_[{room, any_question}];
  missing.told.extend(told);
  ++missing.parts;
}

void Unstored::stored(store::RoomNumber room, std::uint64_t until_ms) {
  const auto at = missing_.find({room, any_question});
  if (at == missing_.end() || --at->second.parts > 0) return;
  const Key key{room, questions_};
  missing_[key].told.extend(at->second.told);
  missing_.erase(at);
  until_.emplace_back(until_ms, key);
}

TimeSpan Unstored::since(store::RoomNumber room, std::uint64_t question) const {
  TimeSpan told;
  for (auto at = missing_.lower_bound({room, question}); at != missing_.end(); ++at) {
    if (at->first.first != room) break;
    told.extend(at->second.told);
  }
  return told;
}

void Unstored::forget_until(std::uint64_t now_ms) {
  for (; !until_.empty() && until_.front().first <= now_ms; until_.pop_front()) {
    missing_.erase(until_.front().second);
  }
}

}  // namespace uvchat::hub
