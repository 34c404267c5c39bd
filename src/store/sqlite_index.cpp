#include <algorithm>

#include "store/sqlite_engine.h"

// The index of words, which is filled apart from the commits of lines, and later. `kept.indexed_n`
// says how far it has come in a room: what is to be forgotten of it is known by that.

namespace uvchat::store {
namespace {

constexpr std::int64_t indexed_lines_max = 512;  // of a step
constexpr std::size_t indexed_rooms_max = 16;
// A step is a commit of its own: where few lines come they wait for each other so long.
constexpr std::int64_t index_again_us = 250'000;
constexpr std::int64_t counted_lines_max = 100'000;  // at the start, of all rooms
constexpr int pages_max = 200;                       // that a step merges, about
constexpr int parts_max = 16;                        // more are merged though it is busy

constexpr const char* read_kept_rooms = "SELECT room FROM kept WHERE room >= 0";
constexpr const char* index_lines =
    "INSERT INTO words(rowid, body) SELECT id, body FROM (SELECT id, body, flags FROM line"
    " WHERE id > (?1 << 40) + (SELECT indexed_n FROM kept WHERE room = ?1)"
    " AND id < (?1 << 40) + 1099511627776 ORDER BY id LIMIT ?2) WHERE (flags & 64) <> 0";
constexpr const char* note_indexed =
    "UPDATE kept SET indexed_n = COALESCE((SELECT max(id) & 1099511627775 FROM (SELECT id FROM line"
    " WHERE id > (?1 << 40) + (SELECT indexed_n FROM kept WHERE room = ?1)"
    " AND id < (?1 << 40) + 1099511627776 ORDER BY id LIMIT ?2)), indexed_n) WHERE room = ?1";
constexpr const char* count_unindexed =
    "SELECT count(*) FROM (SELECT id FROM line"
    " WHERE id > (?1 << 40) + (SELECT indexed_n FROM kept WHERE room = ?1)"
    " AND id < (?1 << 40) + 1099511627776 ORDER BY id LIMIT ?2)";
constexpr const char* find_unindexed =
    "SELECT id FROM line WHERE id > (?1 << 40) + (SELECT indexed_n FROM kept WHERE room = ?1)"
    " AND id < (?1 << 40) + 1099511627776 ORDER BY id LIMIT 1";

constexpr const char* note_unmerged =
    "INSERT INTO unmerged(number) VALUES(1) ON CONFLICT DO NOTHING";
constexpr const char* find_unmerged = "SELECT number FROM unmerged WHERE number = 1";
constexpr const char* end_unmerged = "DELETE FROM unmerged WHERE number = 1";
constexpr const char* merge_parts = "INSERT INTO words(words, rank) VALUES('merge', ?1)";

}  // namespace

std::uint64_t SqliteEngine::unindexed() const {
  if (!unindexed_ || unindexed_->empty()) return 0;
  return std::max<std::uint64_t>(unindexed_lines_, 1);
}

// Of a long past only some is counted: that takes time.
void SqliteEngine::find_unindexed_rooms() {
  unindexed_.emplace();
  std::int64_t left = counted_lines_max;
  for (const Row& row : look({read_kept_rooms})) {
    const std::int64_t room = row.number(0);
    const Rows counted = look({count_unindexed, {room, left}});
    const std::int64_t lines = counted.empty() ? 0 : counted.front().number(0);
    if (lines == 0 && left > 0) continue;
    unindexed_->insert(static_cast<RoomNumber>(room));
    unindexed_lines_ += static_cast<std::uint64_t>(lines);
    left -= lines;
  }
}

// In the order of their ids: what comes in another order makes more parts.
bool SqliteEngine::index_some(const Upkeep& upkeep) {
  if (!unindexed_) find_unindexed_rooms();
  if (unindexed_->empty()) return false;
  const bool are_many = unindexed_lines_ >= static_cast<std::uint64_t>(indexed_lines_max);
  const std::int64_t since_us = upkeep.now_us - indexed_us_;
  const bool is_too_soon = since_us >= 0 && since_us < index_again_us;  // or the clock was set back
  if (!upkeep.is_idle && !are_many && is_too_soon) return false;
  indexed_us_ = upkeep.now_us;
  Plan plan;
  std::vector<RoomNumber> rooms;
  for (const RoomNumber room : *unindexed_) {
    if (rooms.size() < indexed_rooms_max) rooms.push_back(room);
  }
  const std::int64_t lines = indexed_lines_max / static_cast<std::int64_t>(rooms.size());
  for (const RoomNumber room : rooms) {
    plan.steps.push_back({count_unindexed, {room, lines}});
    plan.steps.push_back({index_lines, {room, lines}});
    plan.steps.push_back({note_indexed, {room, lines}});
    plan.steps.push_back({find_unindexed, {room}});
  }
  const auto done = change(std::move(plan));
  if (!done) return false;
  ++unmerged_;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto indexed = static_cast<std::uint64_t>((*done)[4 * i].front().number(0));
    unindexed_lines_ -= std::min(indexed, unindexed_lines_);
    if ((*done)[4 * i + 3].empty()) unindexed_->erase(rooms[i]);
  }
  if (unindexed_->empty()) unindexed_lines_ = 0;  // some were erased meanwhile
  return true;
}

// With a change that it belongs to.
Result<void> SqliteEngine::note_forgotten() {
  has_forgotten_ = true;
  Rows none;
  const auto noted = statements_.run_step({note_unmerged}, none);
  if (!noted) return tl::unexpected(noted.error());
  return {};
}

// All in one part hold no word any more that was forgotten.
bool SqliteEngine::merge_words(bool is_idle) {
  if (!is_idle && unmerged_ < parts_max) return false;
  const bool is_whole = has_forgotten_ && is_idle && !look({find_unmerged}).empty();
  if (!is_whole && unmerged_ == 0) {
    has_forgotten_ = has_forgotten_ && !is_idle;
    return false;
  }
  const int before = sqlite3_total_changes(database());
  const bool is_done =
      change(Plan{{{merge_parts, {is_whole ? -pages_max : pages_max}}}}).has_value();
  const bool has_merged = sqlite3_total_changes(database()) - before >= 2;
  if (!is_done || has_merged) return is_done;
  unmerged_ = 0;
  if (is_whole) {
    has_forgotten_ = false;
    change(Plan{{{end_unmerged}}});
  }
  return true;
}

}  // namespace uvchat::store
