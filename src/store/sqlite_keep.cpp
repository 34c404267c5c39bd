#include <algorithm>
#include <unordered_map>

#include "store/history_rows.h"
#include "store/sqlite_engine.h"

// Lines on their way into SQLite: many a second, so that nothing is made for each of them.

namespace uvchat::store {
namespace {

constexpr const char* keep_line =
    "INSERT INTO line(id, time_us, stored_us, kind, account, flags, source, target, detail, body,"
    " tags) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT(id) DO NOTHING";
constexpr const char* count_lines =
    "INSERT INTO kept(room, lines, bytes, events, event_bytes, first_us)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(room) DO UPDATE SET"
    " lines = lines + excluded.lines, bytes = bytes + excluded.bytes,"
    " events = events + excluded.events, event_bytes = event_bytes + excluded.event_bytes";

// What is new in a room.
struct New {
  std::int64_t lines = 0, bytes = 0, events = 0, event_bytes = 0;
  std::int64_t first_us = 0, last_us = 0;

  void add(const StoredLine& line, std::int64_t size) {
    const bool is_first = lines + events == 0;
    first_us = is_first ? line.key.time_us : std::min(first_us, line.key.time_us);
    last_us = is_first ? line.key.time_us : std::max(last_us, line.key.time_us);
    ++(is_event(line.kind) ? events : lines);
    (is_event(line.kind) ? event_bytes : bytes) += size;
  }
};

}  // namespace

Result<void> SqliteEngine::keep(const KeepLines& request) {
  const auto insert = statements_.prepared(keep_line);
  const auto count = statements_.prepared(count_lines);
  const auto talk = statements_.prepared(note_talk);
  for (const auto* statement : {&insert, &count, &talk}) {
    if (!*statement) return tl::unexpected(statement->error());
  }
  std::unordered_map<RoomNumber, New> rooms;
  {
    Running running(**insert);
    for (const StoredLine& line : lines_of(request)) {
      const std::int64_t flags = flags_of(line);
      running.bind(1, static_cast<std::int64_t>(std::uint64_t{line.room} << 40 | line.key.n));
      running.bind(2, line.key.time_us);
      running.bind(3, stored_us(line, request));
      running.bind(4, static_cast<std::int64_t>(line.kind));
      running.bind(5, static_cast<std::int64_t>(line.account));
      running.bind(6, flags);
      running.bind(7, std::string_view(line.source));
      running.bind(8, std::string_view(line.target));
      running.bind(9, std::string_view(line.words));
      running.bind(10, line.text ? std::string_view(*line.text) : std::string_view(""));
      running.bind(11, std::string_view(line.tags));
      if (const int code = running.step(); code != SQLITE_DONE) return fail(why_not(code));
      if (sqlite3_changes(database()) > 0) rooms[line.room].add(line, flags >> size_shift);
      running.rewind();
    }
  }
  for (const auto& [room, added] : rooms) {
    if (unindexed_) {
      unindexed_->insert(room);
      unindexed_lines_ += static_cast<std::uint64_t>(added.lines + added.events);
    }
    for (const auto& [statement, values] :
         {std::pair(*count, std::vector<Value>{room, added.lines, added.bytes, added.events,
                                               added.event_bytes, added.first_us}),
          std::pair(*talk, std::vector<Value>{room, added.last_us})}) {
      Running running(*statement, values);
      if (const int code = running.step(); code != SQLITE_DONE) return fail(why_not(code));
    }
  }
  return {};
}

}  // namespace uvchat::store
