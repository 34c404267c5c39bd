#include <algorithm>
#include <array>
#include <optional>

#include "store/plan_rows.h"
#include "store/room_lists.h"

namespace uvchat::store {
namespace {

// In the order in which read_contents() reads their rows.
// Of each room the last line, and the last that is for all who are in it.
const SqlText read_last_lines(
    "SELECT kept.room,"
    " (SELECT line.time_us FROM line WHERE {last of kept} ORDER BY {down} LIMIT 1),"
    " (SELECT {n} FROM line WHERE {last of kept} ORDER BY {down} LIMIT 1),"
    " (SELECT line.time_us FROM line WHERE {last of kept} AND line.kind < 2"
    " AND ((line.flags >> 8) & 7) = 0 ORDER BY {down} LIMIT 1),"
    " (SELECT line.flags & 1 FROM line WHERE {last of kept} AND line.kind < 2"
    " AND ((line.flags >> 8) & 7) = 0 ORDER BY {down} LIMIT 1) FROM kept ORDER BY kept.room");
const Sql all_of_it[] = {
    "SELECT id, made_us, credential_version, is_verified, length(email), suspended_by,"
    " suspension_reason, suspended_ms, suspended_until_ms FROM account ORDER BY id",
    "SELECT account, text, fold, skeleton FROM nick ORDER BY number",
    "SELECT account, name, value FROM setting ORDER BY account, name",
    "SELECT account, room_fold, ranks, joined_us FROM presence ORDER BY number",
    "SELECT number, text, fold, skeleton, COALESCE(founder, 0), topic, topic_by, topic_ms, modes,"
    " lists, made_us FROM room ORDER BY number",
    "SELECT room, account, ranks FROM access ORDER BY number",
    "SELECT kind, mask, reason, set_by, set_ms, expires_ms FROM ban ORDER BY number",
    "SELECT first_epoch, begun_us FROM era ORDER BY no",
    "SELECT number, fold FROM past_room ORDER BY number",
    "SELECT low, high, room FROM talk ORDER BY room",
    "SELECT room FROM freed ORDER BY room",
    read_last_lines,
    "SELECT room FROM joined UNION SELECT room FROM gap"
    " UNION SELECT room FROM kept ORDER BY room"};
enum class Part : std::uint8_t {
  accounts,
  names,
  settings,
  presence,
  rooms,
  access,
  bans,
  eras,
  past_rooms,
  talks,
  freed,
  last_lines,
  numbers
};

tl::unexpected<Error> damaged() { return fail("the database is damaged"); }

// What a row of another table belongs to. Null: nothing that is there.
Account* find(std::vector<Account>& accounts, std::int64_t number) {
  const auto id = static_cast<AccountId>(number);
  const auto found = std::lower_bound(accounts.begin(), accounts.end(), id,
                                      [](const Account& a, AccountId b) { return a.id < b; });
  return found == accounts.end() || found->id != id ? nullptr : &*found;
}

std::optional<ServerBan> ban_in(const Row& row) {
  const std::int64_t kind = row.number(0);
  if (kind < 0 || kind > static_cast<std::int64_t>(ServerBanKind::dline)) return std::nullopt;
  return ServerBan{static_cast<ServerBanKind>(kind),
                   row.text(1),
                   row.text(2),
                   row.text(3),
                   row.number(4),
                   row.number(5)};
}

bool is_room_number(std::int64_t number) { return number > 0 && number <= room_number_max; }

std::optional<Room> room_in(const Row& row) {
  auto lists = lists_in(row.text(9));
  if (!lists) return std::nullopt;
  return Room{name_in(row, 1),   static_cast<AccountId>(row.number(4)),
              row.text(5),       row.text(6),
              row.number(7),     row.text(8),
              std::move(*lists), row.number(10)};
}

// With `rows` of all_of_it.
class Reading {
 public:
  explicit Reading(std::span<const Rows> rows) : rows_(rows) {}

  Result<Contents> read() {
    for (const Row& row : of(Part::accounts)) contents_.accounts.push_back(account_in(row));
    const bool is_sound = read_accounts() && read_rooms() && read_bans() && read_history();
    if (!is_sound) return damaged();
    return std::move(contents_);
  }

 private:
  const Rows& of(Part part) const { return rows_[static_cast<std::size_t>(part)]; }

  bool read_accounts() {
    for (const Part part : {Part::names, Part::settings, Part::presence}) {
      for (const Row& row : of(part)) {
        Account* owner = find(contents_.accounts, row.number(0));
        if (owner == nullptr) return false;
        if (part == Part::names) owner->names.push_back(name_in(row, 1));
        if (part == Part::settings) owner->settings.emplace_back(row.text(1), row.text(2));
        if (part == Part::presence) owner->presence.push_back(presence_in(row, 1));
      }
    }
    return std::none_of(contents_.accounts.begin(), contents_.accounts.end(),
                        [](const Account& account) { return account.names.empty(); });
  }

  bool read_rooms() {
    std::vector<std::int64_t> numbers;
    for (const Row& row : of(Part::rooms)) {
      auto room = room_in(row);
      if (!room) return false;
      numbers.push_back(row.number(0));
      contents_.rooms.push_back({std::move(*room), {}});
    }
    for (const Row& row : of(Part::access)) {
      const auto found = std::lower_bound(numbers.begin(), numbers.end(), row.number(0));
      if (found == numbers.end() || *found != row.number(0)) return false;
      contents_.rooms[static_cast<std::size_t>(found - numbers.begin())].access.push_back(
          {static_cast<AccountId>(row.number(1)), row.text(2)});
    }
    return true;
  }

  bool read_bans() {
    for (const Row& row : of(Part::bans)) {
      auto ban = ban_in(row);
      if (!ban) return false;
      contents_.bans.push_back(std::move(*ban));
    }
    return true;
  }

  // No two of them have one number, and no number is one that no room can have.
  bool read_history() {
    HistoryContents& history = contents_.history;
    for (const Row& row : of(Part::eras)) {
      history.eras.push_back({static_cast<std::uint64_t>(row.number(0)), row.number(1)});
    }
    std::vector<RoomNumber> used;
    for (const Row& row : of(Part::past_rooms)) {
      if (!is_room_number(row.number(0))) return false;
      used.push_back(static_cast<RoomNumber>(row.number(0)));
      history.rooms.push_back(past_room(used.back(), row.text(1)));
    }
    for (const Row& row : of(Part::talks)) {
      if (!is_room_number(row.number(2))) return false;
      used.push_back(static_cast<RoomNumber>(row.number(2)));
      history.talks.push_back({static_cast<AccountId>(row.number(0)),
                               static_cast<AccountId>(row.number(1)), used.back()});
    }
    std::sort(used.begin(), used.end());
    if (std::adjacent_find(used.begin(), used.end()) != used.end()) return false;
    read_orphans(used);
    const std::uint64_t epoch = history.eras.empty() ? 0 : history.eras.back().first_epoch;
    for (const Row& row : of(Part::last_lines)) {
      const bool is_of_era = static_cast<std::uint64_t>(row.number(2)) >> 20 >= epoch;
      if (is_of_era) history.last_us = std::max(history.last_us, row.number(1));
    }
    return true;
  }

  // What is kept under numbers that nobody has: but for impossible ones, which do no harm.
  void read_orphans(const std::vector<RoomNumber>& used) {
    std::vector<RoomNumber>& orphans = contents_.history.orphans;
    for (const Part part : {Part::freed, Part::numbers}) {
      for (const Row& row : of(part)) {
        const auto number = static_cast<RoomNumber>(row.number(0));
        const bool is_used = std::binary_search(used.begin(), used.end(), number);
        if (is_room_number(row.number(0)) && !is_used) orphans.push_back(number);
      }
    }
    std::sort(orphans.begin(), orphans.end());
    orphans.erase(std::unique(orphans.begin(), orphans.end()), orphans.end());
  }

  PastRoom past_room(RoomNumber number, std::string fold) const {
    const Rows& rows = of(Part::last_lines);
    const auto found =
        std::lower_bound(rows.begin(), rows.end(), std::int64_t{number},
                         [](const Row& row, std::int64_t room) { return row.number(0) < room; });
    const bool has_lines = found != rows.end() && found->number(0) == number;
    return {number, std::move(fold), has_lines ? found->number(3) : 0,
            has_lines && found->number(4) != 0};
  }

  const std::span<const Rows> rows_;
  Contents contents_;
};

}  // namespace

std::vector<Step> contents_steps() {
  std::vector<Step> steps;
  for (const Sql& sql : all_of_it) steps.push_back({sql});
  return steps;
}

Result<Contents> read_contents(std::span<const Rows> rows) { return Reading(rows).read(); }

}  // namespace uvchat::store
