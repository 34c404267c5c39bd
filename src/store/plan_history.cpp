#include <algorithm>
#include <initializer_list>

#include "store/history_rows.h"
#include "store/plan_rows.h"
#include "uvchat/base/assert.h"

// Changes of what is kept of what was said.

namespace uvchat::store {
namespace {

constexpr const char* take_name = "DELETE FROM past_room WHERE fold = ?2 AND number <> ?1";
constexpr const char* name_room =
    "INSERT INTO past_room(number, fold) VALUES(?1, ?2)"
    " ON CONFLICT(number) DO UPDATE SET fold = excluded.fold";
constexpr const char* begin_talk =
    "INSERT INTO talk(low, high, room) SELECT ?1, ?2, ?3"
    " WHERE EXISTS (SELECT 1 FROM account WHERE id = ?1)"
    " AND EXISTS (SELECT 1 FROM account WHERE id = ?2) ON CONFLICT DO NOTHING";
constexpr const char* begin_talk_last =
    "INSERT INTO talk_last(account, room, last_us) SELECT ?1, room, ?3 FROM talk WHERE room = ?2"
    " ON CONFLICT(account, room) DO NOTHING";

// What the index of words holds of a line goes before the line does: it is found by the text.
const SqlText forget_words(
    "INSERT INTO words(words, rowid, body) SELECT 'delete', line.id, line.body FROM line"
    " WHERE {this} AND (line.flags & 64) <> 0"
    " AND {n} <= (SELECT indexed_n FROM kept WHERE room = ?1)");
const SqlText discount_line(
    "UPDATE kept SET lines = kept.lines - line.lines, bytes = kept.bytes - line.bytes,"
    " events = kept.events - (1 - line.lines), event_bytes = kept.event_bytes - line.event_bytes"
    " FROM (SELECT CASE WHEN kind < 3 THEN 1 ELSE 0 END AS lines,"
    " CASE WHEN kind < 3 THEN flags >> 16 ELSE 0 END AS bytes,"
    " CASE WHEN kind < 3 THEN 0 ELSE flags >> 16 END AS event_bytes FROM line WHERE {this}) AS line"
    " WHERE kept.room = ?1");
const SqlText drop_line("DELETE FROM line WHERE {this}");

const SqlText redact_line(
    "UPDATE line SET body = '', tags = '', detail = '', flags = (flags & ~224) | 16 WHERE {this}");
const SqlText note_redaction(
    "INSERT INTO redaction(room, n, time_us, node, by_source, by_account, reason, at_us)"
    " VALUES(?1, ?4, ?2, ?3, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING");
constexpr const char* drop_redaction =
    "DELETE FROM redaction WHERE room = ?1 AND n = ?4 AND time_us = ?2 AND node = ?3";

constexpr const char* note_join =
    "INSERT INTO joined(room, account, at_us, epoch)"
    " SELECT ?1, ?2, ?3, COALESCE((SELECT max(first_epoch) FROM era), 0) WHERE true"
    " ON CONFLICT(room, account) DO NOTHING";

constexpr const char* free_room = "INSERT INTO freed(room) VALUES(?1) ON CONFLICT(room) DO NOTHING";
constexpr const char* forget_name = "DELETE FROM past_room WHERE number = ?1";
constexpr const char* free_talk_last = "DELETE FROM talk_last WHERE room = ?1";
constexpr const char* free_talk = "DELETE FROM talk WHERE room = ?1";
constexpr const char* end_freeing =
    "DELETE FROM freed WHERE room = ?1 AND NOT EXISTS (SELECT 1 FROM kept WHERE room = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM joined WHERE room = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM gap WHERE room = ?1)";
constexpr const char* still_freed = "SELECT room FROM freed WHERE room = ?1";

constexpr const char* begin_era =
    "INSERT INTO era(first_epoch, begun_us) VALUES(?1, ?2) ON CONFLICT(first_epoch) DO NOTHING";
constexpr const char* begin_epoch =
    "UPDATE epoch SET last = last + 1 WHERE number = 1 AND last >= 0 AND last < ?1 RETURNING last";

constexpr const char* keep_gap =
    "INSERT INTO gap(room, from_us, to_us, lost, audience, closed, events)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    " ON CONFLICT(room, from_us) DO UPDATE SET to_us = excluded.to_us, lost = excluded.lost"
    " WHERE gap.to_us < excluded.to_us";

constexpr const char* set_marker =
    "INSERT INTO marker(account, target, time_ms) VALUES(?1, ?2, ?3)"
    " ON CONFLICT(account, target) DO UPDATE SET time_ms = excluded.time_ms"
    " WHERE marker.time_ms < excluded.time_ms";
constexpr const char* forget_old_markers =
    "DELETE FROM marker WHERE account = ?1 AND target IN (SELECT target FROM marker"
    " WHERE account = ?1 AND target <> ?2 ORDER BY time_ms DESC LIMIT 1000 OFFSET ?3)";

constexpr const char* erase_lines =
    "INSERT INTO erasing(account, room, at_us, epoch)"
    " SELECT ?1, ?2, ?3, COALESCE((SELECT max(first_epoch) FROM era), 0) WHERE true"
    " ON CONFLICT(account, room) DO UPDATE SET at_us = excluded.at_us, epoch = excluded.epoch";

std::vector<Value> this_line(RoomNumber room, const LineKey& key) {
  return {room, key.time_us, key.node, std::min(key.n, n_max)};
}

std::vector<Value> and_also(std::vector<Value> values, std::initializer_list<Value> more) {
  values.insert(values.end(), more);
  return values;
}

}  // namespace

// The times of talks that are there already are noted with the lines.
Plan plan_of(const KeepLines& request) {
  Plan plan;
  plan.kept = &request;
  for (const StoredLine& line : lines_of(request)) {
    UVCHAT_ASSERT(line.room != 0 && line.room <= room_number_max && line.key.n <= n_max);
  }
  for (const RoomName& room : request.rooms) {
    plan.steps.push_back({take_name, {room.number, room.fold}});
    plan.steps.push_back({name_room, {room.number, room.fold}});
  }
  for (const Talk& talk : request.talks) {
    std::int64_t last_us = 0;
    for (const StoredLine& line : lines_of(request)) {
      if (line.room == talk.number) last_us = std::max(last_us, line.key.time_us);
    }
    plan.steps.push_back({begin_talk, {talk.low, talk.high, talk.number}});
    for (const AccountId account : {talk.low, talk.high}) {
      plan.steps.push_back({begin_talk_last, {account, talk.number, last_us}});
    }
  }
  return plan;
}

Plan plan_of(const TakeBack& request) {
  Plan plan;
  for (const LinePlace& place : request.lines) {
    const std::vector<Value> line = this_line(place.room, place.key);
    plan.steps.insert(plan.steps.end(), {{forget_words.in_sqlite(), line},
                                         {discount_line, line},
                                         {drop_line, line},
                                         {drop_redaction, line}});
  }
  return plan;
}

Plan plan_of(const NoteJoin& request) {
  return {{{note_join, {request.room, request.account, request.at_us}}}};
}

// That a talk is nobody's any more is done at once; what was said is erased in steps
// (sql_upkeep.cpp).
Plan plan_of(const FreeRoom& request) {
  return {{{free_room, {request.room}},
           {forget_name, {request.room}},
           {free_talk_last, {request.room}},
           {free_talk, {request.room}},
           {end_freeing, {request.room}},
           {still_freed, {request.room}}},
          [](std::span<const Rows> rows) {
            return Answer{.outcome = rows[5].empty() ? Outcome::done : Outcome::absent};
          }};
}

Plan plan_of(const BeginEra& request) {
  return {{{begin_era, {request.first_epoch, request.begun_us}}}};
}

Plan plan_of(const BeginEpoch&) {
  return {{{begin_epoch, {epoch_max}, true}}, [](std::span<const Rows> rows) {
            return Answer{.outcome = Outcome::done,
                          .epoch = static_cast<std::uint64_t>(rows[0].front().number(0))};
          }};
}

Plan plan_of(const Redact& request) {
  const std::vector<Value> line = this_line(request.room, request.key);
  Plan plan{{{forget_words.in_sqlite(), line},
             {redact_line, line, true},
             {note_redaction,
              and_also(line, {request.by, request.by_account, request.reason, request.at_us})}}};
  plan.forgets_words = true;
  return plan;
}

Plan plan_of(const KeepGap& request) {
  return {{{keep_gap,
            {request.room, request.from_us, request.to_us, request.lost,
             static_cast<int>(request.audience), request.is_closed, request.is_event}},
           {note_talk, {request.room, request.to_us}}}};
}

Plan plan_of(const SetMarker& request) {
  return {{{set_marker, {request.account, request.target, request.time_ms}},
           {forget_old_markers, {request.account, request.target, markers_max - 1}}}};
}

Plan plan_of(const EraseLines& request) {
  return {{{find_account, {request.account}, true},
           {erase_lines, {request.account, request.room, request.at_us}}}};
}

}  // namespace uvchat::store
