#include "store/sql.h"

#include <algorithm>
#include <iterator>

#include "uvchat/base/assert.h"

namespace uvchat::store {
namespace {

// A line's place is one number in SQLite, the room above the line's n, so that the lines of a room
// lie together. In PostgreSQL it is (era, time_us, node, n), because several nodes write there.
//
// Parameters: ?1 is the room; ?2, ?3, ?4 are time_us, node and n of a line, or of the place behind
// which lines are sought; ?5, ?6, ?7 those of the place before which they are. An n below 0 says
// that a place is given by its time: before the first line of that time. Who reads: ?8 is their
// audience, ?9 whether events are read, ?10 the account, ?11 since when a guest is there. Where
// time has gone back, a line of a later era that seems to be earlier than their joining is not
// told.
struct Word {
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgres;  // empty: the same
};
constexpr std::string_view same = "";
constexpr Word dictionary[] = {
    {"columns",
     "{key}, line.kind, line.account, line.flags, line.source, line.target, line.detail, line.body,"
     " line.tags, redaction.by_source, redaction.reason, redaction.at_us",
     same},
    {"is visible",
     "((line.flags >> 8) & 7) <= ?8 AND (line.kind < 2 OR ?9 = 1)"
     " AND NOT EXISTS (SELECT 1 FROM freed WHERE freed.room = ?1)"
     " AND ((line.flags & 1) = 0 OR"
     " (line.time_us >= COALESCE((SELECT at_us FROM joined"
     " WHERE joined.room = ?1 AND joined.account = ?10), ?11)"
     " AND ({n} >> 20) >= COALESCE((SELECT epoch FROM joined"
     " WHERE joined.room = ?1 AND joined.account = ?10), (SELECT max(first_epoch) FROM era), 0)))",
     same},
    {"key", "line.time_us, 1, line.id & 1099511627775", "line.time_us, line.node, line.n"},
    {"n", "(line.id & 1099511627775)", "line.n"},
    {"row", "line.id", "line.ctid"},
    {"up", "line.id", "line.era, line.time_us, line.node, line.n"},
    {"down", "line.id DESC", "line.era DESC, line.time_us DESC, line.node DESC, line.n DESC"},
    {"in room", "line.id >= (?1 << 40) AND line.id < (?1 << 40) + 1099511627776", "line.room = ?1"},
    {"event in room", "line.kind >= 3 AND (line.id >> 40) = ?1",
     "line.kind >= 3 AND line.room = ?1"},
    {"late in room", "line.stored_us > 0 AND (line.id >> 40) = ?1",
     "line.stored_us > 0 AND line.room = ?1"},
    {"this", "line.id = (?1 << 40) + ?4 AND line.time_us = ?2",
     "line.room = ?1 AND line.time_us = ?2 AND line.node = ?3 AND line.n = ?4 AND line.era ="
     " (SELECT COALESCE(max(no), 0) FROM era WHERE first_epoch <= (?4 >> 20))"},
    {"place behind", "",
     "((SELECT COALESCE(max(no), 0) FROM era WHERE"
     " CASE WHEN ?4 < 0 THEN begun_us <= ?2 ELSE first_epoch <= (?4 >> 20) END), ?2, ?3, ?4)"},
    {"behind", "line.id > CASE WHEN ?4 < 0 THEN id_at(?1, ?2) - 1 ELSE (?1 << 40) + ?4 END",
     "line.room = ?1 AND (line.era, line.time_us, line.node, line.n) >"
     " {place behind}"},
    {"until", "line.id <= CASE WHEN ?4 < 0 THEN id_at(?1, ?2) - 1 ELSE (?1 << 40) + ?4 END",
     "line.room = ?1 AND (line.era, line.time_us, line.node, line.n) <="
     " {place behind}"},
    {"before", "line.id < CASE WHEN ?7 < 0 THEN id_at(?1, ?5) ELSE (?1 << 40) + ?7 END",
     "line.room = ?1 AND (line.era, line.time_us, line.node, line.n) <"
     " ((SELECT COALESCE(max(no), 0) FROM era WHERE"
     " CASE WHEN ?7 < 0 THEN begun_us <= ?5 ELSE first_epoch <= (?7 >> 20) END), ?5, ?6, ?7)"},
    {"said by them", "(?13 = '' OR (?14 > 0 AND line.account = ?14) OR {its nick} = {nick})", same},
    {"its nick", "lower(substr(line.source, 1, length(?13) + 1))",
     "lower(left(convert_from(line.source, 'LATIN1'), length(?13) + 1))"},
    {"nick", "lower(?13) || '!'", "lower(convert_from(?13, 'LATIN1')) || '!'"},
    // Told to somebody whose audience is ?5, who reads events or not (?6), by account (?7) or since
    // when they are there (?8).
    {"known gap",
     "room = ?1 AND audience <= ?5 AND (events = 0 OR ?6 = 1)"
     " AND (closed = 0 OR from_us >= COALESCE((SELECT at_us FROM joined"
     " WHERE joined.room = ?1 AND joined.account = ?7), ?8))"
     " AND NOT EXISTS (SELECT 1 FROM freed WHERE freed.room = ?1)",
     same},
    // The first ?2 rows of a room, and of these those from before ?3; its first ?2 events.
    {"of first",
     "{row} IN (SELECT place FROM (SELECT {row} AS place, line.time_us AS time_us FROM line"
     " WHERE {in room} ORDER BY {up} LIMIT ?2) AS first WHERE first.time_us < ?3)",
     same},
    {"of first events",
     "{row} IN (SELECT {row} FROM line WHERE {event in room} ORDER BY {up} LIMIT ?2)", same},
    {"counts",
     "count(*) FILTER (WHERE line.kind < 3) AS lines,"
     " COALESCE(sum(line.flags >> 16) FILTER (WHERE line.kind < 3), 0) AS bytes,"
     " count(*) FILTER (WHERE line.kind >= 3) AS events,"
     " COALESCE(sum(line.flags >> 16) FILTER (WHERE line.kind >= 3), 0) AS event_bytes",
     same},
    // What is to be erased of ?1 in the rooms from ?2 to ?3, said until ?4 or before the epoch ?5.
    {"theirs",
     "line.account = ?1 AND line.account > 0 AND (line.flags & 128) <> 0 AND {in their rooms}"
     " AND (line.time_us <= ?4 OR ({n} >> 20) < ?5)",
     same},
    {"in their rooms", "line.id >= (?2 << 40) AND line.id <= (?3 << 40) + 1099511627775",
     "line.room >= ?2 AND line.room <= ?3"},
    {"last of kept", "id >= (kept.room << 40) AND id < (kept.room << 40) + 1099511627776",
     "line.room = kept.room"},
    // Of a room, with what is in the index of words there.
    {"unindexed",
     "line.id > (?1 << 40) + (SELECT indexed_n FROM kept WHERE room = ?1)"
     " AND line.id < (?1 << 40) + 1099511627776 AND (line.flags & 64) <> 0",
     ""},
    {"its redaction",
     "redaction.room = (line.id >> 40) AND redaction.n = (line.id & 1099511627775)",
     "redaction.room = line.room AND redaction.n = line.n AND redaction.time_us = line.time_us"
     " AND redaction.node = line.node"},
};

std::string said_in(std::string_view pattern, std::string_view Word::*language) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    text += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    const auto word = std::find_if(
        std::begin(dictionary), std::end(dictionary),
        [name = pattern.substr(1, close - 1)](const Word& known) { return known.name == name; });
    UVCHAT_ASSERT(word != std::end(dictionary));
    const std::string_view said = word->*language;
    text += said_in(said.empty() ? word->sqlite : said, language);
    pattern.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace

SqlText::SqlText(std::string_view pattern)
    : sqlite_(said_in(pattern, &Word::sqlite)), postgres_(said_in(pattern, &Word::postgres)) {}

}  // namespace uvchat::store
