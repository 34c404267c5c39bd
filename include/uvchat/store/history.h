#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What is kept of what was said: lines and events, in one order for each room. Plain values, the
// same for each engine. request.h says how changes and questions are answered.

namespace uvchat::store {

// Of an account: never given twice. 0: none.
using AccountId = std::uint64_t;

// A room, or two accounts that talk in private, as history knows them. The hub gives it with the
// first line; it is used again when all that was kept under it is gone. 0: none.
using RoomNumber = std::uint32_t;
inline constexpr RoomNumber room_number_max = (1U << 23) - 1;

// The place of a line in its room. Ordered by time, then by node, then by n, in which the highest
// 20 of 40 bits are the epoch. Within an era time never goes back.
struct LineKey {
  std::int64_t time_us = 0;  // wall
  std::uint16_t node = 1;
  std::uint64_t n = 0;

  auto operator<=>(const LineKey&) const = default;
};

enum class LineKind : std::uint8_t {
  privmsg,
  notice,
  tagmsg,
  join,
  part,
  quit,
  kick,
  nick,
  topic,
  mode,
  rename,
};
inline bool is_event(LineKind kind) { return kind > LineKind::tagmsg; }

// Who heard a line, of those who were in the room. Who has a rank hears what is for lower ones too.
enum class Audience : std::uint8_t { all, voices, halfops, ops, admins, founders };

// A line as it was said. It is shown again with the source, account, tags and target of that time.
struct StoredLine {
  RoomNumber room = 0;
  LineKey key = {};
  LineKind kind = LineKind::privmsg;
  Audience audience = Audience::all;
  bool is_closed = false;     // not all could join the room then (i, k, s or x): see Reader
  bool is_ciphered = false;   // SEARCH never looks at it
  bool is_multiline = false;  // `text` is lines: each ends at a line feed, or at a carriage return
                              // where the next goes on in it (draft/multiline-concat)
  bool is_bot = false;
  bool is_redacted = false;  // its text, words and tags are gone
  AccountId account = 0;     // of the source; 0: a guest
  std::string source = {};   // "nick!user@host"
  std::string target =
      {};  // a nick, "@#room"; of nick and rename the new one; empty: the room's name
  std::string words = {};                // KICK's nick, MODE's changes, who spoke through RELAYMSG
  std::optional<std::string> text = {};  // the last parameter
  std::string tags = {};                 // the client tags that are kept, as they came

  bool operator==(const StoredLine&) const = default;
};

// --- Changes

// Two accounts begin to talk in private: `number` is theirs from now on.
struct Talk {
  AccountId low = 0, high = 0;  // low <= high: an account may talk to itself
  RoomNumber number = 0;

  bool operator==(const Talk&) const = default;
};

// The room that is called so has its lines under this number from now on. A later name of the
// number takes the place of an earlier one; a name that another number had is that one's no longer.
struct RoomName {
  RoomNumber number = 0;
  std::string fold;

  bool operator==(const RoomName&) const = default;
};

// In the order of their keys in each room. A line that is there already stays as it is, so that it
// does no harm to ask once more.
struct KeepLines {
  std::shared_ptr<const std::vector<StoredLine>> lines = {};  // null: none
  std::vector<Talk> talks = {};      // those whose first line is among them
  std::vector<RoomName> rooms = {};  // likewise, or they have another name
  // Wall, when it is carried out: the store's thread says it. Lines that are more than
  // `late_us_min` older are late.
  std::int64_t stored_us = 0;
  // Somebody may have read later lines meanwhile, so all of them are late.
  bool is_asked_again = false;
};
inline constexpr std::int64_t late_us_min = 1'000'000;

struct LinePlace {
  RoomNumber room = 0;
  LineKey key;

  bool operator==(const LinePlace&) const = default;
};

// Lines that may have been stored though their senders were told that they were not: they are gone.
struct TakeBack {
  std::vector<LinePlace> lines;  // at most limits::taken_back_max
};

// An account has joined a room. The first time counts: a later one changes nothing. `absent`: there
// is no such account.
struct NoteJoin {
  RoomNumber room = 0;
  AccountId account = 0;
  std::int64_t at_us = 0;
};

// The room has ended: nothing of it can be read from now on. It is erased in steps. Answered with
// `done` when all of it is gone, and the number can be used again; with `absent` while some is
// left: ask later.
struct FreeRoom {
  RoomNumber room = 0;
};

// The clock has gone back: from now on lines are of this era and epoch.
struct BeginEra {
  std::uint64_t first_epoch = 0;
  std::int64_t begun_us = 0;
};
// A room's count of an epoch is full, or a new era begins. Stored before its first line. Answered
// with `epoch`, which was never used. `absent`: all have been used.
struct BeginEpoch {};
inline constexpr std::uint64_t epoch_max = (1ULL << 20) - 1;

// Its text, words and tags go; the line stays, marked. `absent`: there is no such line.
struct Redact {
  RoomNumber room = 0;
  LineKey key;
  std::string by;  // "nick!user@host"
  AccountId by_account = 0;
  std::string reason;
  std::int64_t at_us = 0;
};

// Lines of these times were told to somebody and could not be stored. They count in ReadTalks. A
// page tells of them to who could read the first of them, and so all. `is_event`: or TAGMSG.
struct KeepGap {
  RoomNumber room = 0;
  std::int64_t from_us = 0, to_us = 0;
  std::uint32_t lost = 0;
  Audience audience = Audience::all;
  bool is_closed = false;
  bool is_event = false;
};

// How far somebody has read. It only grows. Where the account has `markers_max` already, the oldest
// is forgotten.
struct SetMarker {
  AccountId account = 0;
  std::string target;  // the fold of a room's or an account's name
  std::int64_t time_ms = 0;
};
inline constexpr std::size_t markers_max = 2'000;  // of an account

// An account's lines lose their text, words and tags, everywhere or in one room. Nobody reads them
// from now on; they are erased in steps.
struct EraseLines {
  AccountId account = 0;
  RoomNumber room = 0;     // 0: everywhere
  std::int64_t at_us = 0;  // those that were said until then
};

// --- Questions
//
// Slow ones wait in line for a reader of the database. Those with the same `asker` share a turn, so
// that nobody who asks much keeps others waiting.

// What somebody may read in one room.
struct Reader {
  RoomNumber room = 0;
  // Lines that were said while the room was closed are theirs from their first joining on: that of
  // the account, or, of a guest (account 0), this time.
  AccountId account = 0;
  std::int64_t closed_since_us = 0;
  Audience audience = Audience::all;  // at most
  bool events = false;                // else PRIVMSG and NOTICE alone
};

// A place between lines. By key: directly before or behind that line, which need not be there. By
// time: before a time, the beginning of its millisecond; behind it, its end.
struct Bound {
  enum class By : std::uint8_t { nothing, key, time };
  By by = By::nothing;  // nothing: where the room begins, or ends
  LineKey key = {};
  std::int64_t time_ms = 0;
};

// Lines behind `after` and before `before`, those that are nearest to one end of it. Answered with
// `page`: oldest first.
//
// Who has read until `after` may have missed lines before it that were stored late. `with_late`: a
// page has those of them that were stored at that time, less 5 s, or since. They come on top of
// `count_max`, and with them a page has at most `page_lines_max` lines; what would be more than
// that are the oldest of the late ones, and the page has a gap there. It ends earlier, and has
// more, where its lines would be larger than `page_bytes_max` together, and so do the late ones.
// What takes longer than `page_time_max_ms` is given up: `out_of_time`.
struct ReadLines {
  Reader reader = {};
  Bound after = {}, before = {};
  bool newest = false;          // those next to `before`; otherwise those next to `after`
  std::uint32_t count_max = 0;  // at most page_lines_max
  bool with_late = false;
  std::uint64_t asker = 0;
};
inline constexpr std::uint32_t page_lines_max = 1'000;
inline constexpr std::size_t page_bytes_max = 256 * 1024;  // as kept; one line it has anyhow
inline constexpr std::uint32_t page_time_max_ms = 2'000;

// With whom an account has talked between two times. Answered with `talks`, by the time of the last
// line, oldest first; `out_of_time` as with ReadLines.
struct ReadTalks {
  AccountId account = 0;
  std::int64_t after_ms = 0, before_ms = 0;
  std::uint32_t count_max = 0;
  bool newest = false;  // where there are more: those of the newest lines, not of the oldest
  std::uint64_t asker = 0;
};

// Answered with `markers`.
struct ReadMarkers {
  AccountId account = 0;
};

// The newest lines that hold all of the words, from all of these rooms. Answered with `page`:
// oldest first, and no larger than one of ReadLines; of many rooms it has at most
// `found_rows_max` through their number, or one. A word is whole, or the beginning of one if it
// ends in '*' and has at least `beginning_bytes_min` before it; case and diacritics count for
// nothing. Ciphered lines and events are not found, nor what is not indexed yet: the page says when
// that was said. It is given up after `time_max_ms`: `out_of_time`.
struct SearchLines {
  std::vector<Reader> readers = {};
  std::vector<std::string> words = {};
  std::string from = {};  // a nick, or an account's name with its id below; empty: anybody
  AccountId from_account = 0;
  std::int64_t after_ms = 0, before_ms = 0;  // 0: no bound
  std::uint32_t count_max = 0;
  std::uint32_t time_max_ms = 1'000;
  std::uint64_t asker = 0;
};
inline constexpr std::uint32_t found_rows_max = 4'000;
// Of a shorter one too much of what was said would have to be read: it is taken for a whole word.
inline constexpr std::size_t beginning_bytes_min = 3;

// --- Answers

struct Redaction {
  LineKey key;  // of the line
  std::string by, reason;
  std::int64_t at_us = 0;

  bool operator==(const Redaction&) const = default;
};
struct Gap {
  std::int64_t from_us = 0, to_us = 0;
  std::uint32_t lost = 0;  // 0: none, but this page has no place for all of the late ones

  bool operator==(const Gap&) const = default;
};

struct Page {
  std::vector<StoredLine> lines;      // oldest first
  std::vector<Redaction> redactions;  // of lines that are among them; none of erased ones
  std::vector<Gap> gaps;              // that touch the time that the page tells about
  bool has_more = false;              // in the direction that was asked for
  // Of a search: what it does not find yet was said from then to then. Both 0: it finds all.
  std::int64_t unindexed_from_us = 0, unindexed_to_us = 0;
};

struct TalkTime {
  AccountId with = 0;
  RoomNumber number = 0;
  std::int64_t last_us = 0;

  bool operator==(const TalkTime&) const = default;
};

struct Marker {
  std::string target;
  std::int64_t time_ms = 0;

  bool operator==(const Marker&) const = default;
};

// --- What the server holds in memory from the start

struct Era {
  std::uint64_t first_epoch = 0;
  std::int64_t begun_us = 0;

  bool operator==(const Era&) const = default;
};

struct PastRoom {
  RoomNumber number = 0;
  std::string fold;
  std::int64_t last_us = 0;  // of its newest PRIVMSG or NOTICE for all; 0: there is none
  bool is_closed = false;    // the room was, then

  bool operator==(const PastRoom&) const = default;
};

struct HistoryContents {
  std::vector<Era> eras;        // oldest first
  std::int64_t last_us = 0;     // the newest time of any line of the newest era; 0: there is none
  std::vector<PastRoom> rooms;  // by number
  std::vector<Talk> talks;      // by number
  // Have something, but no name and no talk, or were being freed: ask FreeRoom for them.
  std::vector<RoomNumber> orphans;
};

// How much is kept. What is above it goes, oldest first, in small steps. Events are bounded by
// their own number alone, and never take the place of lines. 0: no bound.
struct Retention {
  std::int64_t age_max_us = 0;
  std::uint64_t room_lines_max = 0;
  std::uint64_t room_events_max = 10'000;
  std::uint64_t room_bytes_max = 64ULL << 20;  // of lines
  std::uint64_t bytes_max = 0;                 // of all rooms, with events

  bool operator==(const Retention&) const = default;
};

}  // namespace uvchat::store
