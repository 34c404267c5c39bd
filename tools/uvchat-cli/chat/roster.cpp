#include "chat/roster.h"

namespace uvchat::cli {

const Member* Roster::find(std::string_view fold) const {
  for (const auto& [rank, count] : of_rank_) {
    if (const auto found = members_.find(Place{rank, fold}); found != members_.end()) {
      return &*found;
    }
  }
  return nullptr;
}

void Roster::put(Member member) {
  remove(member.fold);
  ++of_rank_[member.rank];
  members_.insert(std::move(member));
}

bool Roster::remove(std::string_view fold) {
  const Member* const there = find(fold);
  if (there == nullptr) return false;
  if (--of_rank_[there->rank] == 0) of_rank_.erase(there->rank);
  members_.erase(members_.find(*there));
  return true;
}

void Roster::clear() {
  members_.clear();
  of_rank_.clear();
}

}  // namespace uvchat::cli
