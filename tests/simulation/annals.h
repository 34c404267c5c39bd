#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/people.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// All that decides who may read a line, but for its time.
struct Heard {
  int least_rank = 0;
  bool is_closed = false, is_event = false;

  friend bool operator==(const Heard&, const Heard&) = default;
  auto operator<=>(const Heard&) const = default;
};

// A line or an event as it was told, with all that decides to whom it may be told again.
struct Said {
  std::uint64_t life = 0;
  std::string command, source;
  std::string target = {};  // empty: the room's name, whatever it is by then
  std::string client_tags = {}, relayed_by = {};
  std::string words = {};            // of an event, between target and text
  std::vector<SaidLine> lines = {};  // none: it has no text
  bool is_batch = false, is_bot = false, is_closed = false;
  int least_rank = 0;         // of those who heard it
  std::uint64_t account = 0;  // of who has said it; 0: a guest
  std::int64_t time_us = 0;
  bool is_stored = false;      // as the store has confirmed to itself, if to nobody else
  std::int64_t stored_us = 0;  // if it was late; otherwise 0
  bool is_indexed = false;     // in the store: a search finds it
  bool is_lost = false;        // with a crash, before it was stored
  bool is_redacted = false;
  bool is_refused = false;  // its speaker was told that it is not stored; it may be, for some time
  std::size_t at = 0;       // of all lines
  store::LinePlace place = {};  // as the store was given it; room 0: it was not yet
  std::string id = {};          // likewise

  bool is_speech() const { return command == "PRIVMSG" || command == "NOTICE"; }
  bool is_event() const { return !is_speech() && command != "TAGMSG"; }
  Heard heard() const { return {least_rank, is_closed, !is_speech()}; }
};

// As the contract of lines has it.
std::string text_of(const Said& line);
Heard heard_of(const store::StoredLine& line);
Heard heard_of(const store::KeepGap& gap);

// A place between lines, by one of them or by a time.
struct Edge {
  enum class By { nothing, line, time };
  By by = By::nothing;
  std::size_t line = 0;
  std::int64_t time_ms = 0, time_us = 0;
};

// So that what is there is behind it.
inline Edge just_before(Edge edge) {
  if (edge.by == Edge::By::line && edge.line == 0) return {};
  if (edge.by == Edge::By::line) --edge.line;
  if (edge.by == Edge::By::time) --edge.time_ms;
  return edge;
}

// What somebody wants to read in one place, and what they are there.
struct Reading {
  std::uint64_t life = 0;
  int rank = 0;
  std::uint64_t account = 0;
  std::int64_t began_us = 0;  // of this joining
  std::size_t end = 0;        // what is said from here on they have not asked for
  Edge after = {}, before = {};
  bool newest = false;
  bool events = false;
  bool with_late = false;  // those before `after` that they cannot have read
  std::size_t count = 0;
  std::string word = {};  // of SEARCH
};

struct Found {
  std::vector<Said> lines;       // the oldest first
  std::vector<store::Gap> gaps;  // likewise
  bool has_more = false;
  TimeSpan time = {};      // of which it tells
  TimeSpan unstored = {};  // of what was told then the reader hears that some may be missing
  bool is_search = false;
  TimeSpan unindexed = {};         // likewise, of what a search may not find yet
  std::vector<Said> missing = {};  // that was told and that they may read, but is not stored
};

// All that was said, in the order in which it was told, by the room or the two accounts whose it
// is: a life begins when a room is made, and ends with it. What the hub gives the store to keep
// must be this, line by line.
class Annals {
 public:
  std::uint64_t begin_room(const std::string& fold);
  void drop_life(std::uint64_t life);  // it has never begun
  void end_life(std::uint64_t life) { lives_.at(life).has_ended = true; }
  // The room has this name from now on.
  void named(std::uint64_t life, const std::string& fold);
  // That of a room which the store has, at the start; otherwise a new one.
  std::uint64_t life_of_room(const std::string& fold);
  // Of two accounts; 0: they have none.
  std::uint64_t life_of_talk(std::uint64_t one, std::uint64_t other) const;
  std::uint64_t begin_talk(std::uint64_t one, std::uint64_t other);
  // Of an account; those that have speech in the store between two times: with whom, and when last.
  struct Talk {
    std::uint64_t with = 0, life = 0;
    std::int64_t last_us = 0;
  };
  std::vector<Talk> talks_of(std::uint64_t account) const;
  std::vector<Talk> stored_talks(std::uint64_t account, std::int64_t after_ms,
                                 std::int64_t before_ms) const;
  void sort(std::vector<Talk>& talks) const;
  bool has_unstored_talk(std::uint64_t account) const;
  // In which the account was told something before `end` and last then, and which is not `told`;
  // empty: there is none.
  std::string what_talk_is_not_told(const std::vector<Talk>& told, std::uint64_t account,
                                    std::int64_t after_ms, std::int64_t before_ms,
                                    std::size_t end) const;
  // How far an account has read, by target.
  using Markers = std::map<std::string, std::int64_t>;
  Markers stored_markers(std::uint64_t account) const;
  // A room has another name: so have the markers in it. `own`: what becomes of one that the new
  // name has already.
  enum class OldMarker : bool { is_dropped, counts };
  static void rename(Markers& markers, const std::string& old_fold, const std::string& fold,
                     OldMarker own);

  // The time of the next line or event there.
  std::int64_t next_time(std::uint64_t life, std::int64_t now_us);
  void not_before(std::uint64_t life, std::int64_t time_us);
  // Just before this line, which may not be said yet: then behind all that was told there.
  Edge before_line(std::uint64_t life, std::size_t line) const;
  void add(Said line);
  std::size_t size() const { return lines_.size(); }
  const Said& at(std::size_t line) const { return lines_.at(line); }
  std::optional<std::size_t> line_with_id(std::string_view id) const;
  // Under which the store is to have it; 0: nothing has happened there yet.
  store::RoomNumber number_of(std::uint64_t life) const { return lives_.at(life).number; }
  // Of what all have heard; null: nothing.
  const Said* last_speech(std::uint64_t life) const;
  // An account is in the room; the first time counts.
  void joins(std::uint64_t life, std::uint64_t account, std::int64_t at_us);
  bool may_read(const Reading& reading, const Said& line) const;
  // Of lines that were said then, in the place of the reading.
  bool may_read(const Reading& reading, const Heard& heard, std::int64_t time_us) const;
  // What the store has of it now.
  Found find(const Reading& reading) const;
  Found find_newest(const std::vector<Reading>& readings, std::size_t count) const;
  // What is missing in it of which its reader hears nothing; empty: they hear of all.
  static std::string what_is_not_told(const Found& found);
  // Somebody was given it, and asks from now on for what is behind it.
  void is_given(const Found& found);

  // Lines may be lost while the store is away, and are said to be.
  void may_lose(bool may) { may_lose_ = may; }
  // What is said is told when it is stored.
  void is_strict(bool strict) { is_strict_ = strict; }
  // The hub asks the store for this, with this ticket. Empty, or why that is wrong.
  std::string given(const store::Request& request, std::uint64_t ticket);
  std::size_t lines_given() const { return given_; }
  // It is not to be there: where it is.
  store::LinePlace refuse(std::size_t line);
  // The hub hears what has become of it.
  void answered(std::uint64_t ticket, store::Outcome outcome);
  // The store has done it, whether or not the hub hears of it.
  void done(const store::Request& request);
  // The server crashes: what was not stored is no more.
  void crash();
  // A line of somebody who is there that the store does not have; empty: it has all.
  std::string what_is_not_stored() const;
  // A line that nobody sees who has read what was said after it; empty: there is none.
  const std::string& what_is_never_seen() const { return never_seen_; }

 private:
  std::uint64_t begin_life();
  struct Life {
    store::RoomNumber number = 0;
    bool has_ended = false;
    std::int64_t last_us = 0;
    std::map<std::uint64_t, std::int64_t> joined = {};  // the first time, by account
    std::vector<std::size_t> lines = {};
    std::size_t read_until = 0;  // by anybody: the last of its lines that was given
  };
  struct Naming {
    std::uint64_t life = 0;
    std::string fold;
  };
  struct KeptGap {
    store::Gap gap;
    Heard heard;  // what is lost
  };

  std::string given_gap(const store::KeepGap& gap) const;
  std::string given_to_free(const store::FreeRoom& request, std::uint64_t ticket);
  std::string given_lines(const store::KeepLines& request);
  std::string given_line(const store::StoredLine& line);
  void given_name(const store::RoomName& name);
  void done_lines(const store::KeepLines& request);
  std::uint64_t life_with(store::RoomNumber number) const;
  void is_stored(Said& line, const store::KeepLines& by);
  void all_are_indexed();
  bool is_readable(const Reading& reading, const Said& line) const;
  bool is_meant(const Reading& reading, const Said& line) const;
  void add_unindexed(const Reading& reading, Found& found) const;
  void add_late(const Reading& reading, Found& found) const;
  static TimeSpan time_of(const Reading& reading, const Found& found);
  void add_gaps(const Reading& reading, Found& found) const;
  bool is_found_by(const Reading& reading, const Said& line) const;
  void add_missing(const Reading& reading, Found& found) const;
  bool is_gap_told(const Reading& reading, const KeptGap& kept) const;
  const KeptGap* gap_of(const Said& line) const;
  std::string gaps_that_are_wrong() const;

  std::vector<Said> lines_;
  std::vector<Life> lives_{1};
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> talks_;  // the lower id first
  std::vector<Naming> namings_;  // that the store was not given yet
  std::size_t given_ = 0;        // of the lines
  std::set<const void*> batches_;
  std::vector<std::shared_ptr<const std::vector<store::StoredLine>>> given_batches_;
  std::map<std::pair<store::RoomNumber, store::LineKey>, std::size_t> by_place_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  // What the store has.
  std::map<store::RoomNumber, std::string> names_kept_;
  std::set<store::RoomNumber> talks_kept_;
  std::map<store::RoomNumber, std::int64_t> lost_last_;  // of talks
  std::map<std::pair<store::RoomNumber, std::uint64_t>, std::int64_t> joined_kept_;
  std::map<std::pair<store::RoomNumber, std::int64_t>, KeptGap> gaps_kept_;
  std::map<std::uint64_t, Markers> markers_kept_;                  // by account
  std::set<store::RoomNumber> numbers_kept_;                       // of whatever there is
  std::set<std::pair<store::RoomNumber, std::int64_t>> old_gaps_;  // of before a restart
  std::string never_seen_;
  bool may_lose_ = false, is_strict_ = false;

  // Numbers that a new room may have, the next one last; and those that the hub has asked to be
  // free, by the ticket.
  store::RoomNumber last_number_ = 0;
  std::vector<store::RoomNumber> free_numbers_;
  std::map<std::uint64_t, store::RoomNumber> being_freed_;
};

}  // namespace uvchat::simulation
