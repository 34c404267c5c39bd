#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "chat/formatting.h"
#include "chat/roster.h"

// What there is to see: rooms, who is in them, and what was said. Data only; Chat changes it.

namespace uvchat::cli {

// How far an entry's text can be trusted (docs/ciphered-lines.md, section 5).
enum class Seal : std::uint8_t {
  none,        // a conversation without a key
  opened,      // class ok: shown with a lock
  in_clear,    // clear text in a conversation with a key: marked as unciphered
  unreadable,  // every other class: `text` says what is wrong with the line, never what it holds
};

enum class EntryKind : std::uint8_t {
  said,     // <nick> text
  acted,    // * nick text
  noticed,  // -nick- text
  event,    // joins, parts, quits, nicks, modes, topics; text is the whole sentence
  info,     // the client's or the server's own words; text is all
  failure,  // something went wrong; text is all
  page,     // help and lists: the whole width is theirs, and what wraps hangs under its column
};

// Whoever comes and goes a lot fills a room with it: such events may be shown as one.
enum class Movement : std::uint8_t { none, joins, leaves, quits };

struct Entry {
  EntryKind kind = EntryKind::info;
  Seal seal = Seal::none;
  bool own = false;      // said by us
  bool pending = false;  // ours, and the server has not told it back yet
  bool refused = false;  // ours, and the server did not take it, or nobody can read it: /resend
  bool mention = false;  // names our nick, or is said to us alone
  bool from_history = false;
  Movement movement = Movement::none;  // an event that `nick` joins, leaves or quits
  std::int64_t time_ms = 0;            // Unix time; shown as local time
  std::string nick;
  // UTF-8 without control characters, so that it may be written to a terminal; but '\n' stands
  // between the lines of one message.
  std::string text;
  std::vector<StyleChange> styles;  // of the text; mostly none
  std::string note;                 // shown beside the text: "sent at ..."; printable, mostly empty
  std::string msgid;
  // Names the entry within its room. Rises with the time of coming, so not along `entries` where
  // history was put in.
  std::uint64_t number = 0;
  std::size_t bytes = 0;  // that it counts for
};

struct Room {
  enum class Kind : std::uint8_t { server, channel, query };

  static constexpr std::size_t entries_max = 5000;
  static constexpr std::size_t entries_bytes_max = std::size_t{4} << 20;
  static constexpr std::size_t text_bytes_max = 65'536;  // of an entry; the rest is cut off
  static constexpr std::size_t members_max = 50'000;

  std::uint64_t id = 0;  // never another room's, whatever the names; 0: none's
  Kind kind = Kind::server;
  std::string name;    // as the server spells it
  std::string topic;   // printable; empty if none; "! " before one in clear where there is a key
  std::string cipher;  // "", "aes1 1a2b3c4d" (the current key's first 8 hex digits), "caesar 10"
  bool joined = false;
  std::deque<Entry> entries;  // at most entries_max, oldest first
  std::size_t entries_bytes = 0;
  std::size_t unread = 0;
  std::size_t mentions = 0;
  std::uint64_t first_unread = 0;  // number of the entry behind the "new" rule; 0: none
  Roster members;

  std::uint64_t next_number = 1;
  std::unordered_set<std::string> msgids;  // of `entries`
};

// The entry of that number; null if it has gone.
Entry* find_entry(Room& room, std::uint64_t number);

}  // namespace uvchat::cli
