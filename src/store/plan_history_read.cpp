#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <tuple>

#include "store/history_rows.h"
#include "uvchat/base/utf8.h"

// Questions about what was said.

namespace uvchat::store {
namespace {

constexpr std::int64_t late_slack_us = 5'000'000;
constexpr std::int64_t ever_us = std::numeric_limits<std::int64_t>::max();
constexpr std::uint32_t gaps_max = 100;
constexpr std::int64_t other_late_max = 10'000;
constexpr std::size_t word_bytes_max = 200;  // what comes behind is not looked at
constexpr std::size_t words_max = 20;

const SqlText lines_on(
    "SELECT {columns} FROM line LEFT JOIN redaction ON {its redaction}"
    " WHERE {behind} AND {before} AND {is visible} ORDER BY {up} LIMIT ?12");
const SqlText lines_back(
    "SELECT {columns} FROM line LEFT JOIN redaction ON {its redaction}"
    " WHERE {behind} AND {before} AND {is visible} ORDER BY {down} LIMIT ?12");
const SqlText late_lines(
    "SELECT {columns} FROM line LEFT JOIN redaction ON {its redaction}"
    " WHERE {late in room} AND line.stored_us >= ?13 AND {until} AND {is visible}"
    " ORDER BY line.stored_us DESC, {down} LIMIT ?12");
// As many are looked at as other_late_max says.
const SqlText other_late_lines(
    "SELECT COALESCE(min(time_us), 0), COALESCE(max(time_us), 0), count(*) FROM"
    " (SELECT line.time_us AS time_us FROM line"
    " WHERE {late in room} AND line.stored_us >= ?13 AND {until} AND {is visible}"
    " ORDER BY line.stored_us DESC, {down} LIMIT 10000 OFFSET ?12) AS other");
const SqlText gaps_on(
    "SELECT from_us, to_us, lost FROM gap WHERE {known gap} AND from_us <= ?3 AND to_us >= ?2"
    " ORDER BY from_us LIMIT ?4");
const SqlText gaps_back(
    "SELECT from_us, to_us, lost FROM gap WHERE {known gap} AND from_us <= ?3 AND to_us >= ?2"
    " ORDER BY from_us DESC LIMIT ?4");

// When the first and the last line was said that is not in the index.
const SqlText unindexed_lines(
    "SELECT COALESCE((SELECT line.time_us FROM line WHERE {unindexed} AND {behind} AND {before}"
    " AND {is visible} ORDER BY {up} LIMIT 1), 0),"
    " COALESCE((SELECT line.time_us FROM line WHERE {unindexed} AND {behind} AND {before}"
    " AND {is visible} ORDER BY {down} LIMIT 1), 0)");
const SqlText all_is_indexed("SELECT 1 WHERE false");
const SqlText lines_with_words_in_sqlite(
    "SELECT {columns} FROM words CROSS JOIN line ON line.id = words.rowid"
    " LEFT JOIN redaction ON {its redaction} WHERE words MATCH ?12"
    " AND words.rowid > CASE WHEN ?4 < 0 THEN id_at(?1, ?2) - 1 ELSE (?1 << 40) + ?4 END"
    " AND words.rowid < CASE WHEN ?7 < 0 THEN id_at(?1, ?5) ELSE (?1 << 40) + ?7 END"
    " AND {is visible} AND {said by them} ORDER BY words.rowid DESC LIMIT ?15");
// The index of words tells all lines that hold them, in no order. So the newest lines are looked
// through first: where a word is in very many, enough of them are found there. The "+ 0" keeps the
// database from going through all lines by their key.
const SqlText lines_with_words_in_postgres(
    "WITH query AS MATERIALIZED (SELECT uvchat_query(?1, ?16) AS words),"
    " hit AS MATERIALIZED (SELECT line.* FROM (SELECT * FROM line WHERE {behind} AND {before}"
    " AND (line.flags & 64) <> 0 ORDER BY {down} LIMIT 1000) AS line"
    " WHERE uvchat_words(line.room, line.body) @@ (SELECT words FROM query)"
    " AND {is visible} AND {said by them} ORDER BY {down} LIMIT ?15),"
    " far AS (SELECT line.* FROM line WHERE (SELECT count(*) FROM hit) < ?15"
    " AND (line.flags & 64) <> 0"
    " AND uvchat_words(line.room, line.body) @@ (SELECT words FROM query) AND line.room + 0 = ?1"
    " AND (line.era + 0, line.time_us, line.node, line.n) > {place behind}"
    " AND (line.era + 0, line.time_us, line.node, line.n) < (SELECT line.era, line.time_us,"
    " line.node, line.n FROM line WHERE {behind} AND {before} AND (line.flags & 64) <> 0"
    " ORDER BY {down} OFFSET 999 LIMIT 1) AND {is visible} AND {said by them}"
    " ORDER BY line.era + 0 DESC, line.time_us DESC, line.node DESC, line.n DESC LIMIT ?15)"
    " SELECT {columns} FROM (SELECT * FROM hit UNION ALL SELECT * FROM far) AS line"
    " LEFT JOIN redaction ON {its redaction} ORDER BY {down} LIMIT ?15");
const Sql lines_with_words(Sql(lines_with_words_in_sqlite).sqlite,
                           Sql(lines_with_words_in_postgres).postgres);
constexpr const char* no_lines = "SELECT 1 WHERE false";
const SqlText lines_of_somebody(
    "SELECT {columns} FROM line LEFT JOIN redaction ON {its redaction}"
    " WHERE {behind} AND {before} AND (line.flags & 64) <> 0 AND {is visible}"
    " AND {said by them} ORDER BY {down} LIMIT ?15");

constexpr const char* read_talks =
    "SELECT talk.low, talk.high, talk.room, talk_last.last_us FROM talk_last"
    " JOIN talk ON talk.room = talk_last.room"
    " WHERE talk_last.account = ?1 AND talk_last.last_us >= ?2 AND talk_last.last_us < ?3"
    " ORDER BY talk_last.last_us LIMIT ?4";
constexpr const char* read_newest_talks =
    "SELECT talk.low, talk.high, talk.room, talk_last.last_us FROM talk_last"
    " JOIN talk ON talk.room = talk_last.room"
    " WHERE talk_last.account = ?1 AND talk_last.last_us >= ?2 AND talk_last.last_us < ?3"
    " ORDER BY talk_last.last_us DESC LIMIT ?4";
constexpr const char* read_markers =
    "SELECT target, time_ms FROM marker WHERE account = ?1 ORDER BY target";

// The first and the last microsecond of a millisecond, whatever somebody calls one.
std::int64_t begin_us(std::int64_t time_ms) {
  return std::clamp<std::int64_t>(time_ms, 0, ever_us / 1'000 - 1) * 1'000;
}
std::int64_t end_us(std::int64_t time_ms) { return begin_us(time_ms) + 1'000; }

// As parameters: time_us, node and n.
struct Place {
  std::int64_t time_us;
  std::int64_t node;
  std::int64_t n;
};
Place place_of(const LineKey& key) {
  return {key.time_us, key.node, static_cast<std::int64_t>(std::min(key.n, n_max))};
}
Place place_at(std::int64_t time_us) { return {time_us, 0, -1}; }

Place place_behind(const Bound& bound) {
  if (bound.by == Bound::By::key) return place_of(bound.key);
  return place_at(bound.by == Bound::By::time ? end_us(bound.time_ms) : 0);
}
Place place_before(const Bound& bound) {
  if (bound.by == Bound::By::key) return place_of(bound.key);
  if (bound.by == Bound::By::time) return place_at(begin_us(bound.time_ms));
  return {ever_us, 0, static_cast<std::int64_t>(n_max) + 1};
}

// ?1 to ?11.
std::vector<Value> values_of(const Reader& reader, const Place& behind, const Place& before) {
  return {reader.room,
          behind.time_us,
          behind.node,
          behind.n,
          before.time_us,
          before.node,
          before.n,
          static_cast<int>(reader.audience),
          reader.events,
          reader.account,
          reader.account == 0 ? reader.closed_since_us : ever_us};
}

// How many lines a page has room for, from the first on: one at least.
template <typename I, typename F>
std::size_t count_within(I first, I end, std::size_t count_max, F&& size) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (; first != end && count < count_max; ++first) {
    bytes += size(*first);
    if (count > 0 && bytes > page_bytes_max) break;
    ++count;
  }
  return count;
}

// The rows of one page, in the order of its steps.
class PageOfRows {
 public:
  explicit PageOfRows(const ReadLines& request) : request_(request) {}

  Answer read(std::span<const Rows> rows) const {
    auto page = std::make_shared<Page>();
    const std::size_t count =
        count_within(rows[0].begin(), rows[0].end(), count_of(request_), size_in);
    page->has_more = rows[0].size() > count;
    read_lines(request_.reader.room, std::span(rows[0]).first(count), *page);
    if (request_.newest) std::reverse(page->lines.begin(), page->lines.end());
    add_gaps(rows[1], *page);
    if (request_.with_late) add_late(rows[3], rows[4].front(), *page);
    hide_erased(rows[2], page->lines);
    return {.outcome = Outcome::done, .page = std::move(page)};
  }

  static std::size_t count_of(const ReadLines& request) {
    return std::min(request.count_max, page_lines_max);
  }
  static std::size_t late_max_of(const ReadLines& request) {
    return page_lines_max - count_of(request);
  }

 private:
  // Those of the time that the page tells about, from one bound on to the other, or as far as it
  // goes.
  void add_gaps(const Rows& rows, Page& page) const {
    std::int64_t from_us = place_behind(request_.after).time_us;
    std::int64_t to_us = place_before(request_.before).time_us;
    if (page.has_more && !page.lines.empty()) {
      if (request_.newest) from_us = page.lines.front().key.time_us;
      if (!request_.newest) to_us = page.lines.back().key.time_us;
    }
    for (const Row& row : rows) {
      const Gap gap{row.number(0), row.number(1), static_cast<std::uint32_t>(row.number(2))};
      if (gap.to_us >= from_us && gap.from_us <= to_us) page.gaps.push_back(gap);
    }
    if (request_.newest) std::reverse(page.gaps.begin(), page.gaps.end());
  }

  // All of them are from before the page. `others`: when those were said that have no place.
  void add_late(const Rows& rows, const Row& others, Page& page) const {
    Page late;
    const std::size_t count = count_within(rows.begin(), rows.end(), rows.size(), size_in);
    read_lines(request_.reader.room, std::span(rows).first(count), late);
    std::sort(late.lines.begin(), late.lines.end(),
              [](const StoredLine& a, const StoredLine& b) { return a.key < b.key; });
    Gap gap{others.number(0), others.number(1), 0};
    for (const Row& other : std::span(rows).subspan(count)) {
      const std::int64_t time_us = other.number(0);
      gap.from_us = gap.to_us == 0 ? time_us : std::min(gap.from_us, time_us);
      gap.to_us = std::max(gap.to_us, time_us);
    }
    // After a long outage there may be more, of any time before the page.
    if (others.number(2) >= other_late_max) gap = {1, place_behind(request_.after).time_us, 0};
    if (gap.to_us != 0) page.gaps.insert(page.gaps.begin(), gap);
    page.lines.insert(page.lines.begin(), std::make_move_iterator(late.lines.begin()),
                      std::make_move_iterator(late.lines.end()));
    page.redactions.insert(page.redactions.begin(), late.redactions.begin(), late.redactions.end());
  }

  const ReadLines request_;
};

// Of all rooms, of which each has given what is not indexed, and its newest.
class Found {
 public:
  explicit Found(const SearchLines& request) : count_max_(count_of(request)) {
    for (const Reader& reader : request.readers) rooms_.push_back(reader.room);
  }

  Answer read(std::span<const Rows> rows) const {
    auto page = std::make_shared<Page>();
    for (std::size_t i = 0; i < rooms_.size(); ++i) {
      add_unindexed(rows[2 * i], *page);
      read_lines(rooms_[i], rows[2 * i + 1], *page);
    }
    std::vector<StoredLine>& lines = page->lines;
    hide_erased(rows.back(), lines);
    std::erase_if(lines, [](const StoredLine& line) { return line.is_redacted; });
    std::sort(lines.begin(), lines.end(), [](const StoredLine& a, const StoredLine& b) {
      return std::tie(a.key, a.room) < std::tie(b.key, b.room);
    });
    const std::size_t count = count_within(lines.rbegin(), lines.rend(), count_max_, size_of);
    page->has_more = lines.size() > count;
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    page->redactions.clear();
    return {.outcome = Outcome::done, .page = std::move(page)};
  }

  // All rooms' rows are there at once.
  static std::size_t count_of(const SearchLines& request) {
    const std::size_t rooms = std::max<std::size_t>(request.readers.size(), 1);
    const std::size_t each_max = std::max<std::size_t>(found_rows_max / rooms, 1);
    return std::min({std::size_t{request.count_max}, std::size_t{page_lines_max}, each_max});
  }

 private:
  static void add_unindexed(const Rows& rows, Page& page) {
    if (rows.empty() || rows.front().number(1) == 0) return;
    const bool is_first = page.unindexed_to_us == 0;
    const std::int64_t from_us = rows.front().number(0);
    page.unindexed_from_us = is_first ? from_us : std::min(page.unindexed_from_us, from_us);
    page.unindexed_to_us = std::max(page.unindexed_to_us, rows.front().number(1));
  }

  const std::size_t count_max_;
  std::vector<RoomNumber> rooms_;
};

// What has nothing but signs is no word to either of them.
bool can_be_of_word(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
         ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// What is searched for in the words of each database, which both take as words and never as a
// language: in SQLite each is a string in quotes, in PostgreSQL a line. A '*' behind it says that
// it is the beginning of one.
struct Terms {
  std::string sqlite;
  std::string postgres;
};
Terms terms_of(const std::vector<std::string>& words) {
  Terms terms;
  for (std::size_t i = 0; i < std::min(words.size(), words_max); ++i) {
    std::string word = utf8_mended(utf8_cut(words[i], word_bytes_max));
    const bool has_star = word.ends_with('*');
    std::erase_if(word, [](char c) { return c == '"' || c == '*' || c == '\n' || c == '\0'; });
    if (std::none_of(word.begin(), word.end(), can_be_of_word)) continue;
    const char* star = has_star && word.size() >= beginning_bytes_min ? "*" : "";
    terms.sqlite += (terms.sqlite.empty() ? "\"" : " AND \"") + word + "\"" + star;
    terms.postgres += word + star + "\n";
  }
  return terms;
}

Answer talks_in(const ReadTalks& request, const Rows& rows) {
  Answer answer{.outcome = Outcome::done};
  const AccountId account = request.account;
  for (const Row& row : rows) {
    const auto low = static_cast<AccountId>(row.number(0));
    const auto high = static_cast<AccountId>(row.number(1));
    answer.talks.push_back(
        {low == account ? high : low, static_cast<RoomNumber>(row.number(2)), row.number(3)});
  }
  if (request.newest) std::reverse(answer.talks.begin(), answer.talks.end());
  return answer;
}

}  // namespace

Plan plan_of(const ReadLines& request) {
  const Place behind = place_behind(request.after);
  const Place before = place_before(request.before);
  std::vector<Value> values = values_of(request.reader, behind, before);
  values.emplace_back(PageOfRows::count_of(request) + 1);
  const Reader& reader = request.reader;
  const std::int64_t closed_since_us = reader.account == 0 ? reader.closed_since_us : ever_us;
  Plan plan{{{request.newest ? lines_back : lines_on, values},
             {request.newest ? gaps_back : gaps_on,
              {reader.room, behind.time_us, before.time_us, gaps_max,
               static_cast<int>(reader.audience), reader.events, reader.account, closed_since_us}},
             {read_erasing}}};
  if (request.with_late) {
    values.back() = PageOfRows::late_max_of(request);
    values.emplace_back(std::max<std::int64_t>(behind.time_us - late_slack_us, 1));
    plan.steps.push_back({late_lines, values});
    plan.steps.push_back({other_late_lines, values});
  }
  plan.read = [page = PageOfRows(request)](std::span<const Rows> rows) { return page.read(rows); };
  plan.is_question = true;
  plan.time_max_ms = page_time_max_ms;
  return plan;
}

Plan plan_of(const SearchLines& request) {
  const Bound after{Bound::By::time, {}, request.after_ms};
  const Bound before{Bound::By::time, {}, request.before_ms};
  const Place behind = place_behind(request.after_ms == 0 ? Bound{} : after);
  const Place last = place_before(request.before_ms == 0 ? Bound{} : before);
  const Terms terms = terms_of(request.words);
  const Sql sql = request.words.empty()  ? Sql(lines_of_somebody)
                  : terms.sqlite.empty() ? Sql(no_lines)
                                         : lines_with_words;
  const bool needs_index = !request.words.empty() && !terms.sqlite.empty();
  Plan plan;
  for (const Reader& reader : request.readers) {
    std::vector<Value> values = values_of(reader, behind, last);
    // First: what is indexed meanwhile is found.
    plan.steps.push_back({needs_index ? unindexed_lines.in_sqlite() : Sql(all_is_indexed), values});
    values.insert(values.end(), {terms.sqlite, request.from, request.from_account,
                                 Found::count_of(request) + 1, terms.postgres});
    plan.steps.push_back({sql, std::move(values)});
  }
  plan.steps.push_back({read_erasing});
  plan.read = [found = Found(request)](std::span<const Rows> rows) { return found.read(rows); };
  plan.is_question = true;
  plan.time_max_ms = std::max(request.time_max_ms, 1U);
  return plan;
}

Plan plan_of(const ReadTalks& request) {
  return {{{request.newest ? read_newest_talks : read_talks,
            {request.account, end_us(request.after_ms), begin_us(request.before_ms),
             std::min(request.count_max, page_lines_max)}}},
          [request](std::span<const Rows> rows) { return talks_in(request, rows[0]); },
          true,
          page_time_max_ms};
}

Plan plan_of(const ReadMarkers& request) {
  return {{{read_markers, {request.account}}},
          [](std::span<const Rows> rows) {
            Answer answer{.outcome = Outcome::done};
            for (const Row& row : rows[0]) answer.markers.push_back({row.text(0), row.number(1)});
            return answer;
          },
          true};
}

}  // namespace uvchat::store
