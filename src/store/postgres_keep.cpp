#include "store/history_rows.h"
#include "store/postgres_engine.h"

// Lines on their way into PostgreSQL: one statement for all that come together, because the server
// takes time for each statement.

namespace uvchat::store {
namespace {

constexpr const char* keep_lines =
    "WITH added AS ("
    "INSERT INTO line(room, era, time_us, node, n, stored_us, kind, account, flags, source, target,"
    " detail, body, tags)"
    " SELECT room, (SELECT COALESCE(max(no), 0) FROM era WHERE first_epoch <= (n >> 20)), time_us,"
    " node, n, stored_us, kind, account, flags, source, target, detail, body, tags"
    " FROM unnest(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) AS"
    " given(room, time_us, node, n, stored_us, kind, account, flags, source, target, detail, body,"
    " tags)"
    " ON CONFLICT DO NOTHING RETURNING room, time_us, kind, flags >> 16 AS size),"
    " rooms AS (SELECT room, count(*) FILTER (WHERE kind < 3) AS lines,"
    " COALESCE(sum(size) FILTER (WHERE kind < 3), 0) AS bytes,"
    " count(*) FILTER (WHERE kind >= 3) AS events,"
    " COALESCE(sum(size) FILTER (WHERE kind >= 3), 0) AS event_bytes,"
    " min(time_us) AS first_us, max(time_us) AS last_us FROM added GROUP BY room),"
    " counted AS ("
    "INSERT INTO kept(room, lines, bytes, events, event_bytes, first_us)"
    " SELECT room, lines, bytes, events, event_bytes, first_us FROM rooms"
    " ON CONFLICT(room) DO UPDATE SET lines = kept.lines + excluded.lines,"
    " bytes = kept.bytes + excluded.bytes, events = kept.events + excluded.events,"
    " event_bytes = kept.event_bytes + excluded.event_bytes)"
    " UPDATE talk_last SET last_us = rooms.last_us FROM rooms"
    " WHERE talk_last.room = rooms.room AND talk_last.last_us < rooms.last_us";

}  // namespace

void PostgresEngine::send_lines(const KeepLines& request) {
  enum { room, time_us, node, n, stored, kind, account, flags, numbers };
  enum { source = numbers, target, detail, body, tags, columns };
  std::vector<Column> given;
  for (int i = 0; i < columns; ++i) {
    given.push_back(i < numbers ? Column(Numbers()) : Column(Texts()));
    std::visit([&request](auto& cells) { cells.reserve(lines_of(request).size()); }, given.back());
  }
  const auto put = [&given](int column, auto number) {
    std::get<Numbers>(given[static_cast<std::size_t>(column)])
        .push_back(static_cast<std::int64_t>(number));
  };
  const auto write = [&given](int column, std::string_view text) {
    std::get<Texts>(given[static_cast<std::size_t>(column)]).push_back(text);
  };
  for (const StoredLine& line : lines_of(request)) {
    put(room, line.room);
    put(time_us, line.key.time_us);
    put(node, line.key.node);
    put(n, line.key.n);
    put(stored, stored_us(line, request));
    put(kind, line.kind);
    put(account, line.account);
    put(flags, flags_of(line));
    write(source, line.source);
    write(target, line.target);
    write(detail, line.words);
    write(body, line.text ? std::string_view(*line.text) : std::string_view());
    write(tags, line.tags);
  }
  link_->send(keep_lines, given);
}

}  // namespace uvchat::store
