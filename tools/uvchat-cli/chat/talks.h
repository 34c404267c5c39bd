#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/editing.h"
#include "chat/keyring.h"
#include "chat/room.h"
#include "chat/server_facts.h"

namespace uvchat::cli {

// A room as it is shown, and what else the client must know to talk in it.
struct Talk {
  Talk(Room& its_room, std::string its_fold, Lock& its_lock)
      : room(its_room), fold(std::move(its_fold)), lock(its_lock) {}

  Room& room;
  std::string fold;       // of the room's name
  Lock& lock;             // ciphers what is said here, whatever the room is called
  bool wanted = false;    // a channel to be in: joined again after a lost connection
  bool asked = false;     // a channel that the user named themselves, by the name it has now
  bool joining = false;   // JOIN is on its way
  bool new_here = false;  // joined, and its members are not shown yet
  std::string join_key;   // of +k
  std::optional<std::int64_t> lost_at_ms;  // Unix time; nothing has been heard since
  bool is_behind = true;                   // what was said last on the server may not be here
  bool gap_coming = false;                 // lines may be missing above the next one
  std::uint64_t past_refused_ms = 0;       // when the server told no history; mono_ms
  std::string redacted;                    // the id of the line that the user took back last
  std::uint64_t redacted_ms = 0;           // when; mono_ms
  std::optional<Edit> edit;                // waits until that line is taken back
  // --- How far it is read, by the server's clock (unread.h).
  std::optional<std::int64_t> read_ms;  // nothing: lines of the past do not count as unread
  std::int64_t seen_ms = 0;             // in this run, on the screen
  std::int64_t marker_ms = 0;           // as the server knows it
  std::int64_t news_ms = 0;             // when something was said last, as TARGETS says; 0: unknown
};

// The rooms of one server, in the order of their opening; [0] is the server's own.
class Talks {
 public:
  // From this many on, only rooms that the user asks for are opened.
  static constexpr std::size_t unasked_max = 1000;
  // Of all rooms together.
  static constexpr std::size_t members_max = 200'000;

  Talks(const ServerFacts& server, Keyring& keyring);

  Talk& server_talk() { return *talks_.front(); }
  Talk& current() { return *talks_[current_]; }
  Talk& at(std::size_t index) { return *talks_[index]; }
  std::size_t size() const { return talks_.size(); }
  std::size_t current_index() const { return current_; }
  std::size_t index_of(const Talk& talk) const;
  void show(std::size_t index) { current_ = index; }

  Talk* find(std::string_view name);
  Talk* find_fold(const std::string& fold);
  // By Room::id; null if it is closed.
  Talk* find_id(std::uint64_t id);
  // The existing one, or a new one.
  Talk& open(std::string_view name);
  // REQUIRES: it is not the server's.
  void close(const Talk& talk);
  // Its lock moves with it. Returns false, and changes nothing, if another talk has that name.
  bool rename(Talk& talk, std::string_view name);
  // The server has changed its rule for names.
  void fold_again();

  // Of "@bob" or "@bob!user@host".
  Member member_of(std::string_view name) const;
  // False if there are too many.
  bool put_member(Room& room, Member member);

  const std::vector<std::unique_ptr<Room>>& rooms() const { return rooms_; }

 private:
  Room& add_room();
  void forget_fold(const Talk& talk);

  const ServerFacts& server_;
  Keyring& keyring_;
  std::vector<std::unique_ptr<Room>> rooms_;
  std::vector<std::unique_ptr<Talk>> talks_;  // of the same index
  std::unordered_map<std::string, Talk*> by_fold_;
  std::size_t current_ = 0;
  std::uint64_t latest_id_ = 0;
};

}  // namespace uvchat::cli
