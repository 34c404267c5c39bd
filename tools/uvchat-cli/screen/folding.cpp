#include "screen/folding.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>
#include <unordered_set>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t named_max = 3;

struct Wording {
  Movement movement;
  Text one;
  Text many;
};
constexpr auto wordings =
    std::to_array<Wording>({{Movement::joins, Text::joins, Text::join_many},
                            {Movement::leaves, Text::leaves, Text::leave_many},
                            {Movement::quits, Text::quits, Text::quit_many}});

std::string sentence_of(const Wording& wording, const std::vector<std::string>& nicks) {
  const std::string names = listed(nicks, named_max);
  return nicks.size() == 1 ? fill(wording.one, {{"nick", names}})
                           : fill(wording.many, {{"nicks", names}});
}

}  // namespace

bool is_same_day(std::int64_t one_ms, std::int64_t other_ms) {
  const auto day_of = [](std::int64_t unix_ms) {
    const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
    std::tm local{};
    localtime_r(&seconds, &local);
    return std::array<int, 2>{local.tm_year, local.tm_yday};
  };
  constexpr std::int64_t quarter_ms = 900'000;  // no day of any time zone ends within one
  return one_ms / quarter_ms == other_ms / quarter_ms || day_of(one_ms) == day_of(other_ms);
}

std::vector<EntryGroup> groups_of(const Room& room, bool folded, std::uint64_t alone) {
  std::vector<EntryGroup> groups;
  groups.reserve(room.entries.size());
  const auto may_fold = [&](const Entry& entry) {
    return folded && entry.movement != Movement::none && entry.number != alone;
  };
  for (std::size_t i = 0; i < room.entries.size(); ++i) {
    const Entry& entry = room.entries[i];
    if (i > 0 && may_fold(entry) && may_fold(room.entries[i - 1]) &&
        entry.number != room.first_unread && !entry.gap_above &&
        is_same_day(room.entries[i - 1].time_ms, entry.time_ms)) {
      groups.back().end = i + 1;
    } else {
      groups.push_back({i, i + 1});
    }
  }
  return groups;
}

std::string movements_of(const Room& room, EntryGroup group) {
  std::array<std::vector<std::string>, wordings.size()> nicks;
  std::array<std::unordered_set<std::string_view>, wordings.size()> seen;
  std::vector<std::size_t> order;  // of their first events
  for (std::size_t i = group.begin; i < group.end; ++i) {
    const Entry& entry = room.entries[i];
    const auto wording = std::find_if(wordings.begin(), wordings.end(), [&](const Wording& each) {
      return each.movement == entry.movement;
    });
    const auto kind = static_cast<std::size_t>(wording - wordings.begin());
    if (kind < wordings.size() && seen[kind].insert(entry.nick).second) {
      if (nicks[kind].empty()) order.push_back(kind);
      nicks[kind].push_back(entry.nick);
    }
  }
  std::string all;
  for (const std::size_t kind : order) {
    all += (all.empty() ? "" : ", ") + sentence_of(wordings[kind], nicks[kind]);
  }
  return all;
}

}  // namespace uvchat::cli
