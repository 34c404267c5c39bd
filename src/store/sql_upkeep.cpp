#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "store/history_rows.h"
#include "store/sql_engine.h"

// Lines that go: because somebody wants it, because their room has ended, or because they are too
// old or too many. Each step is one small transaction.

namespace uvchat::store {
namespace {

constexpr std::int64_t step_rows_max = 200;  // of a step

// --- The first rows of a room, or its first events (sql.cpp)

const SqlText forget_words_of_first(
    "INSERT INTO words(words, rowid, body) SELECT 'delete', line.id, line.body FROM line WHERE"
    " {of first} AND (line.flags & 64) <> 0"
    " AND {n} <= (SELECT indexed_n FROM kept WHERE room = ?1)");
const SqlText drop_redactions_of_first(
    "DELETE FROM redaction WHERE room = ?1 AND n IN (SELECT {n} FROM line WHERE {of first})");
const SqlText discount_first(
    "UPDATE kept SET lines = kept.lines - gone.lines, bytes = kept.bytes - gone.bytes,"
    " events = kept.events - gone.events, event_bytes = kept.event_bytes - gone.event_bytes"
    " FROM (SELECT {counts} FROM line WHERE {of first}) AS gone WHERE kept.room = ?1");
const SqlText drop_first("DELETE FROM line WHERE {of first}");

const SqlText discount_first_events(
    "UPDATE kept SET events = kept.events - gone.events,"
    " event_bytes = kept.event_bytes - gone.event_bytes"
    " FROM (SELECT {counts} FROM line WHERE {of first events}) AS gone WHERE kept.room = ?1");
const SqlText drop_first_events("DELETE FROM line WHERE {of first events}");

const SqlText note_first(
    "UPDATE kept SET first_us = COALESCE((SELECT line.time_us FROM line WHERE {in room}"
    " ORDER BY {up} LIMIT 1), 0) WHERE room = ?1");
constexpr const char* drop_empty = "DELETE FROM kept WHERE room = ?1 AND lines + events <= 0";
constexpr const char* drop_old_gaps =
    "DELETE FROM gap WHERE room = ?1"
    " AND to_us < COALESCE((SELECT first_us FROM kept WHERE room = ?1), 0)";

Plan drop_first_rows(RoomNumber room, std::int64_t count, std::int64_t before_us) {
  const std::vector<Value> first{room, std::clamp<std::int64_t>(count, 1, step_rows_max),
                                 before_us};
  return {{{forget_words_of_first.in_sqlite(), first},
           {drop_redactions_of_first, first},
           {discount_first, first},
           {drop_first, first},
           {note_first, {room}},
           {drop_empty, {room}},
           {drop_old_gaps, {room}}}};
}

Plan drop_first_event_rows(RoomNumber room, std::int64_t count) {
  const std::vector<Value> first{room, std::clamp<std::int64_t>(count, 1, step_rows_max)};
  return {{{discount_first_events, first},
           {drop_first_events, first},
           {note_first, {room}},
           {drop_empty, {room}}}};
}

constexpr std::int64_t any_time_us = std::numeric_limits<std::int64_t>::max();

// --- Rooms that have ended

constexpr const char* find_freed =
    "SELECT room FROM freed WHERE EXISTS (SELECT 1 FROM kept WHERE kept.room = freed.room)"
    " OR EXISTS (SELECT 1 FROM joined WHERE joined.room = freed.room)"
    " OR EXISTS (SELECT 1 FROM gap WHERE gap.room = freed.room) LIMIT 1";
constexpr const char* drop_some_joined =
    "DELETE FROM joined WHERE room = ?1"
    " AND account IN (SELECT account FROM joined WHERE room = ?1 LIMIT ?2)";
constexpr const char* drop_gaps = "DELETE FROM gap WHERE room = ?1";

// --- Lines of somebody who wants them erased

constexpr const char* find_erasing = "SELECT account, room, at_us, epoch FROM erasing LIMIT 1";
const SqlText forget_words_of_theirs(
    "INSERT INTO words(words, rowid, body) SELECT 'delete', line.id, line.body FROM line WHERE"
    " {row} IN (SELECT {row} FROM line WHERE {theirs} LIMIT ?6) AND (line.flags & 64) <> 0"
    " AND {n} <= (SELECT indexed_n FROM kept WHERE kept.room = (line.id >> 40))");
const SqlText erase_theirs(
    "UPDATE line SET body = '', tags = '', detail = '', flags = (flags & ~224) | 16"
    " WHERE {row} IN (SELECT {row} FROM line WHERE {theirs} LIMIT ?6)");
const SqlText end_erasing(
    "DELETE FROM erasing WHERE account = ?1 AND room = ?7"
    " AND NOT EXISTS (SELECT 1 FROM line WHERE {theirs})");

// --- What is too much or too old

constexpr const char* find_oldest =
    "SELECT room FROM kept WHERE first_us < ?1 ORDER BY first_us LIMIT 1";
constexpr const char* find_full =
    "SELECT room FROM kept WHERE lines > ?1 OR events > ?2 OR bytes > ?3 LIMIT 1000";
constexpr const char* count_room = "SELECT lines, events, bytes FROM kept WHERE room = ?1";
constexpr const char* count_all =
    "SELECT CAST(COALESCE(sum(bytes + event_bytes), 0) AS BIGINT) FROM kept";

std::int64_t highest(std::uint64_t most) {
  const auto all = static_cast<std::uint64_t>(any_time_us);
  return static_cast<std::int64_t>(most == 0 ? all : std::min(most, all));
}

}  // namespace

// A failure shows in the next batch.
Rows SqlEngine::look(const Step& question) {
  if (!begin(Part::questions)) return {};
  const std::array<Plan, 1> plans{Plan{{question}, {}, true}};
  auto ran = run(plans);
  roll_back();
  if (!ran || ran->front().outcome != Outcome::done) return {};
  return std::move(ran->front().rows.front());
}

std::optional<std::vector<Rows>> SqlEngine::change(Plan&& plan) {
  if (!begin(Part::all)) return std::nullopt;
  const std::array<Plan, 1> plans{std::move(plan)};
  auto ran = run(plans);
  if (!ran) roll_back();
  if (!ran || !commit()) return std::nullopt;
  return std::move(ran->front().rows);
}

bool SqlEngine::tidy(const Upkeep& upkeep) {
  if (!reach()) return false;
  return erase_some() || free_some() || drop_old(upkeep) || drop_surplus(upkeep.retention) ||
         tidy_database(upkeep);
}

bool SqlEngine::erase_some() {
  const Rows erasing = look({find_erasing});
  if (erasing.empty()) return false;
  const Row& row = erasing.front();
  const std::int64_t room = row.number(1);
  const std::vector<Value> theirs{
      row.number(0), room,          room == 0 ? std::int64_t{room_number_max} : room,
      row.number(2), row.number(3), step_rows_max,
      room};
  Plan plan{{{forget_words_of_theirs.in_sqlite(), theirs},
             {erase_theirs, theirs},
             {end_erasing, theirs}}};
  plan.forgets_words = true;
  return change(std::move(plan)).has_value();
}

bool SqlEngine::free_some() {
  const Rows freed = look({find_freed});
  if (freed.empty()) return false;
  const auto room = static_cast<RoomNumber>(freed.front().number(0));
  Plan plan = drop_first_rows(room, step_rows_max, any_time_us);
  plan.steps.push_back({drop_some_joined, {room, step_rows_max}});
  plan.steps.push_back({drop_gaps, {room}});
  plan.forgets_words = true;
  return change(std::move(plan)).has_value();
}

bool SqlEngine::drop_old(const Upkeep& upkeep) {
  if (upkeep.retention.age_max_us == 0) return false;
  const std::int64_t before_us = upkeep.now_us - upkeep.retention.age_max_us;
  const Rows oldest = look({find_oldest, {before_us}});
  if (oldest.empty()) return false;
  const auto room = static_cast<RoomNumber>(oldest.front().number(0));
  return change(drop_first_rows(room, step_rows_max, before_us)).has_value();
}

// Rooms above their bounds are found together, because all are looked at for it.
bool SqlEngine::drop_surplus(const Retention& retention) {
  if (retention != retention_) has_kept_ = true;
  retention_ = retention;
  const std::int64_t lines_max = highest(retention.room_lines_max);
  const std::int64_t events_max = highest(retention.room_events_max);
  const std::int64_t bytes_max = highest(retention.room_bytes_max);
  if (full_.empty() && std::exchange(has_kept_, false)) {
    for (const Row& row : look({find_full, {lines_max, events_max, bytes_max}})) {
      full_.push_back(static_cast<RoomNumber>(row.number(0)));
    }
    is_large_ = retention.bytes_max != 0;
  }
  for (; !full_.empty(); full_.pop_back()) {
    const Rows counts = look({count_room, {full_.back()}});
    if (counts.empty()) continue;
    const std::int64_t lines = counts.front().number(0);
    const std::int64_t events = counts.front().number(1) - events_max;
    const std::int64_t bytes = counts.front().number(2);
    if (events > 0) return change(drop_first_event_rows(full_.back(), events)).has_value();
    if (lines <= lines_max && bytes <= bytes_max) continue;
    const std::int64_t mean_bytes = bytes / std::max<std::int64_t>(lines, 1) + 1;
    const std::int64_t count = std::max(lines - lines_max, (bytes - bytes_max) / mean_bytes);
    return change(drop_first_rows(full_.back(), count, any_time_us)).has_value();
  }
  return is_large_ && drop_of_all(highest(retention.bytes_max));
}

// What is oldest, wherever it is.
bool SqlEngine::drop_of_all(std::int64_t bytes_max) {
  const Rows bytes = look({count_all});
  is_large_ = !bytes.empty() && bytes.front().number(0) > bytes_max;
  const Rows oldest = is_large_ ? look({find_oldest, {any_time_us}}) : Rows();
  if (oldest.empty()) return false;
  const auto room = static_cast<RoomNumber>(oldest.front().number(0));
  return change(drop_first_rows(room, step_rows_max, any_time_us)).has_value();
}

}  // namespace uvchat::store
