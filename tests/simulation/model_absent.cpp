// Those who are always on: they stay when their last session ends.

#include <algorithm>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {
namespace {

constexpr std::int64_t ms_a_day = 86'400'000;

}  // namespace

bool Model::may_stay(const Person& p) const {
  if (!p.registered || p.account == nullptr || shutting_down_ || !house_.keeps_people) return false;
  const auto absent = std::count_if(people_.begin(), people_.end(),
                                    [](const auto& entry) { return entry.second.absent_ms != 0; });
  if (p.absent_ms != 0) return now_.wall_ms() - p.absent_ms < absent_days_max * ms_a_day;
  return static_cast<std::size_t>(absent) < house_.absent_max;
}

void Model::become_absent(Person& p) {
  happened_.add(Happening::person_stays);
  for (const char mode : {'o', 's', 'Z'}) p.modes.erase(mode);
  take_own_nick(p);
  p.absent_ms = now_.wall_ms();
  p.reason = p.away.empty() ? "Disconnected" : p.away;
  look_at_absence(p, nullptr);
}

void Model::take_own_nick(Person& p) {
  const std::string& own = p.account->name;
  if (names_.look_alike(p.nick, own) || taken(p, own)) return;
  rename_unasked(p, own);
}

// Who has been so for longest; null: nobody is.
Person* Model::somebody_absent() {
  Person* longest = nullptr;
  for (auto& [id, p] : people_) {
    if (p.absent_ms == 0) continue;
    const auto since = [](const Person& of) { return std::pair(of.absent_ms, of.account->id); };
    if (longest == nullptr || since(p) < since(*longest)) longest = &p;
  }
  return longest;
}

// Who may not be absent any more quits with the next ticks, in the order in which they went.
void Model::look_at_absent() {
  std::vector<std::pair<std::pair<std::int64_t, std::uint64_t>, PersonId>> absent;
  for (const auto& [id, p] : people_) {
    if (p.absent_ms != 0 && !may_stay(p)) absent.push_back({{p.absent_ms, p.account->id}, id});
  }
  std::sort(absent.begin(), absent.end());
  for (const auto& [order, id] : absent) leaving_.push_back(id);
}

void Model::put_out(Person& absent, const std::string& reason) {
  happened_.add(Happening::absent_person_ends);
  end_person(absent, reason, nullptr);
}

void Model::next_absence() {
  Person* next = nullptr;
  for (; next == nullptr && !leaving_.empty(); leaving_.pop_front()) {
    const auto at = people_.find(leaving_.front());
    const bool is_absent = at != people_.end() && at->second.absent_ms != 0;
    if (is_absent && !may_stay(at->second)) next = &at->second;
  }
  if (next == nullptr) next = somebody_absent();
  if (next == nullptr || may_stay(*next)) return breaks("the hub ends an absence that may go on");
  happened_.add(Happening::absent_person_ends);
  end_person(*next, house_.keeps_people ? "Not connected for 1 day" : "Not connected", nullptr);
}

}  // namespace uvchat::simulation
