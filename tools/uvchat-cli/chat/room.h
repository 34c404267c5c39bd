#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chat/formatting.h"
#include "chat/roster.h"

// What the screen shows: rooms, their members, and what was said. Data only; Chat changes it.

namespace uvchat::cli {

struct Heard;

// How far an entry's text can be trusted (docs/ciphered-lines.md, section 5).
enum class Seal : std::uint8_t {
  none,        // a conversation without a key
  opened,      // class ok: shown with a lock
  in_clear,    // clear text in a conversation with a key: marked as unciphered
  unreadable,  // every other class: `text` says what is wrong with the line, never its contents
};

enum class EntryKind : std::uint8_t {
  said,     // <nick> text
  acted,    // * nick text
  noticed,  // -nick- text
  event,    // joins, parts, quits, nicks, modes, topics; text is the whole sentence
  info,     // the client's or the server's own words; text is all
  failure,  // something went wrong; text is all
  page,     // help and lists: over the whole width; wrapped rows are indented to their column
};

// Joins and quits can fill a room, so several of them may be shown as one.
enum class Movement : std::uint8_t { none, joins, leaves, quits };

struct Entry {
  EntryKind kind = EntryKind::info;
  Seal seal = Seal::none;
  bool own = false;      // said by us
  bool pending = false;  // ours, and the server has not echoed it yet
  bool refused = false;  // ours, and the server refused it, or nobody can read it: /resend
  bool mention = false;  // it has our nick, or was said to us in private
  bool from_history = false;
  bool gap_above = false;      // lines of the server's history are missing above it
  bool is_taken_back = false;  // by REDACT: `text` says so
  bool borrowed = false;       // the nick is the name of an account that they are not logged in to
  Movement movement = Movement::none;  // an event that `nick` joins, leaves or quits
  std::int64_t time_ms = 0;            // Unix time; shown as local time
  std::int64_t server_ms = 0;          // the same by the server's clock, which orders history
  std::string nick;
  // UTF-8 without control characters, so it is safe for a terminal; but '\n' stands between the
  // lines of one message.
  std::string text;
  std::vector<StyleChange> styles;  // of the text; mostly none
  std::string announced = {};       // the URL of a file, with its key if it has one: `text` says
                                    // what file that is. Empty: none
  std::string leads_to = {};        // where a click on the text leads, if not where it says itself
  std::uint64_t file_number = 0;    // within its room, of a file that is announced
  std::string note;                 // shown beside the text: "sent at ..."; printable, mostly empty
  std::string msgid;
  std::string reply_to = {};  // the id of the message that it answers; empty: none
  std::string edits = {};     // that of the message whose text it replaces
  // Of a line that is encrypted with a key that is not here: the key's first digits, and the
  // message as it came, which is read again when the key comes.
  std::string lacked_key = {};
  std::shared_ptr<const Heard> heard = {};
  std::vector<std::string> nonces = {};  // of its ciphered lines, each behind its sender
  // The entry's number within its room. It rises with the time of arrival, so not along `entries`
  // if history was inserted.
  std::uint64_t number = 0;
  std::size_t bytes = 0;  // as the limits count it
};

// What somebody has answered to a message with a sign.
struct Reaction {
  std::string text;  // printable
  std::string nick;
  bool is_given = true;        // not taken away again
  std::int64_t server_ms = 0;  // when
};

struct Room {
  enum class Kind : std::uint8_t { server, channel, query };

  static constexpr std::size_t entries_max = 5000;  // what the user scrolls past is fetched again
  static constexpr std::size_t entries_bytes_max = std::size_t{4} << 20;
  static constexpr std::size_t text_bytes_max = 65'536;  // of an entry; the rest is cut off
  static constexpr std::size_t members_max = 50'000;

  std::uint64_t id = 0;  // no other room ever has it; 0: no room
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
  // By the message's id, also of messages that are not here yet.
  std::unordered_map<std::string, std::vector<Reaction>> reactions;
  // "NICK ID" of messages that this nick has replaced by another.
  std::unordered_set<std::string> edited;
  bool has_news = false;          // something was said that has not been fetched yet
  bool is_fetching = false;       // lines of the past are on their way
  std::uint64_t seen_oldest = 0;  // number of the topmost entry on the screen; 0: the newest ones
  Roster members;

  std::uint64_t next_number = 1;
  std::uint64_t next_file_number = 1;
  std::unordered_set<std::string> msgids;  // of `entries`
  std::unordered_set<std::string> nonces;  // of `entries`
};

// As Room::edited knows it.
inline std::string edit_of(const std::string& nick, const std::string& msgid) {
  return nick + " " + msgid;
}

// The entry with this number; null if it is gone.
Entry* find_entry(Room& room, std::uint64_t number);

}  // namespace uvchat::cli
