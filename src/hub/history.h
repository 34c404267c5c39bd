#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/changes.h"
#include "hub/past.h"
#include "hub/settings.h"
#include "hub/taken_back.h"
#include "hub/told_times.h"
#include "hub/unstored.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/time_span.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// What is to be kept of what was told. Lines go to the store in batches: while it writes one the
// next grows, and that of a relaxed history for 40 ms at least after the last one began. What it
// could not write it is given again, until there is too much; what is told then is lost, and a gap
// is noted.
//
// A strict history tells of each batch what became of it, so that what was said is told only when
// it is stored. What the store has not taken in time it is not given again, and is taken back.
// Owner: the hub.
class History {
 public:
  // `seed`: for the epoch, where the settings give none.
  History(const HistorySettings& settings, std::uint64_t seed);

  bool is_enabled() const { return enabled_; }
  bool is_strict() const { return strict_; }

  // --- Places

  // For the next line, whose time is `wall_us` or a little later. Without history, or where no
  // number is left, one that is never kept. `fold`: the name under which the room will be found
  // again; empty: it is a talk.
  Place next_place(Past& past, std::string_view fold, std::int64_t wall_us);
  // For what is never kept. `node`: of this server.
  Place unkept_place(std::int64_t wall_us, std::uint16_t node);
  // The lines of two accounts, which may be one. Null: they have none yet.
  Past* find_talk(store::AccountId one, store::AccountId other);
  Past& talk(store::AccountId one, store::AccountId other);
  // What was kept of a room that is called so, for the channel that is made again at the start.
  Past take_room(std::string_view fold);
  // At the start, when all channels are made: what nobody has taken is erased.
  void free_rooms_left();

  // --- What is kept

  // `talk`: the one that it was said in; in a room nobody's. REQUIRES: its room is a place's that
  // next_place() gave.
  void keep(store::StoredLine line, const store::Talk& talk = {});
  // The number of the batch that what was kept last is in, or will be.
  std::uint64_t batch_of_what_came() const { return batches_begun_ + (next_.empty() ? 0 : 1); }
  // Whether what is said can be kept: a strict history takes nothing while the store is away, nor
  // more than the store gets done.
  bool takes_speech() const;
  // What was said of a strict history is not to be there, whether or not it has been stored.
  void take_back(const std::vector<store::LinePlace>& lines);
  // Whether the line was taken back a short time ago: who had asked before may still be given it.
  bool is_taken_back(const store::StoredLine& line) const {
    return taken_back_.contains(line.room, line.key);
  }
  // An account is in the room. Only the first time counts.
  void note_join(Past& past, store::AccountId account, std::int64_t at_us);
  void set_marker(store::SetMarker marker);
  // The account has ended: what it has said in private goes.
  void forget_account(store::AccountId account);
  // The store has erased an account's lines: those of them that it is yet to be given go too.
  void erase_what_comes(const store::EraseLines& erased);
  void renamed(const Past& past, std::string_view fold);
  // The channel has ended: what is kept of it goes, and then its number is free.
  void end(const Past& past);

  // --- The store

  // Asks the store for something, and calls what it is given with the answer.
  using Ask = std::function<void(store::Request, Changes::Settle)>;

  // To be called when a step ends: asks for what is due.
  void ask(const Ask& ask);
  // The server ends: asks for everything.
  void ask_for_all(const Ask& ask);
  // To be called before the store is asked a question, which is to see all that was told. While
  // the store is behind no batch is made for that: the answer lacks what waits for the next one.
  void flush(Now now, const Ask& ask);
  // The store is asked in this moment, after flush(), for lines of some rooms, or for whom an
  // account has talked to. To be held until it has answered, and no longer.
  struct Reading {
    std::vector<store::Reader> readers = {};  // one of each room, sorted by it
    store::AccountId account = 0;             // whose talks
    Unstored::Question question = {};
    std::uint64_t batches = 0;  // so many were begun
    // What the store is not asked to keep yet; or never will be, and has no gap for.
    TimeSpan missing = {};  // as far as the readers may know
    Unstored::Talks talks_missing = {};
  };
  Reading begin_reading(std::vector<store::Reader> readers);
  Reading begin_reading_talks(store::AccountId account);
  // To be called when the answer has come: when that was told which it may lack, because the store
  // did not have it, and which the readers could read. Empty: it lacks nothing of that.
  TimeSpan missing_in_page(const Reading& reading);
  // The same for each talk.
  Unstored::Talks missing_in_talks(const Reading& reading);
  // What was not answered, or could not be done, is asked for again.
  void tick(Now now);
  // Of a strict history: what became of a batch that the store has taken, or not in time.
  struct Settled {
    std::uint64_t batch = 0;
    store::Answer answer;
  };
  std::vector<Settled> take_settled() { return std::exchange(settled_, {}); }

 private:
  // Lines that the same people have heard.
  struct Lost {
    store::Talk in;
    Hearers hearers;
    TimeSpan told;
    std::uint32_t count = 0;
  };
  // What the store has been asked for, or is to be asked for again.
  struct Asked {
    std::uint64_t number = 0;  // of this asking; 0: it has not been, or has answered
    std::uint64_t due_ms = 0;  // mono: then it is asked, or asked again
  };
  // Something that is asked until it is done, when batch number `after` is. Several are asked at
  // once.
  struct Errand {
    store::Request request;
    std::uint64_t after = 0;
    Asked asked = {};
    bool is_done = false;
  };
  // A number of a room that has ended. It is freed when the batch and the errands that may name it
  // are done, and a new room may have it when nothing is kept under it any more. Nothing waits for
  // that.
  struct Ended {
    store::RoomNumber room = 0;
    std::uint64_t batch = 0;
    std::uint64_t errands = 0;  // so many since the start
    std::uint64_t due_ms = 0;   // mono
  };
  using SpokenIn = std::map<store::RoomNumber, store::Talk>;  // talks in which something was said
  struct Batch {
    store::KeepLines lines;
    std::size_t bytes = 0;
    std::uint64_t number = 0;
    bool is_done = false;
    Asked asked = {};
    std::uint64_t begun_ms = 0;  // mono
    bool is_given_up = false;    // of a strict history: what was said in it is not stored
    bool is_doubtful = false;    // what was told of it may not be stored; in `rooms`
    std::vector<store::RoomNumber> rooms = {};
    SpokenIn talks = {};
  };

  store::RoomNumber take_number();
  bool begin(Past& past, std::string_view fold);
  void count_on(Past& past);
  void name(store::RoomNumber room, std::string_view fold);
  void forget_name(store::RoomNumber room);
  std::size_t waiting_bytes() const {
    return next_.bytes + next_.missing.bytes() + batches_bytes_ + unstored_.bytes();
  }
  bool is_over(std::size_t bytes_max) const { return waiting_bytes() > bytes_max; }
  void lose(const store::StoredLine& line, const store::Talk& talk);
  void note_gaps();
  void add_errand(store::Request request, std::uint64_t after = 0);
  void free(store::RoomNumber room);
  bool is_gathered() const;
  bool is_behind() const;
  void begin_batch();
  void give_up(Batch& batch, const store::Answer& answer);
  std::vector<Unstored::Missing> told_in(std::span<const store::StoredLine> lines,
                                         const SpokenIn& talks) const;
  void doubt(Batch& batch);
  void look_at_what_waits();
  void doubt_unanswered(std::uint64_t last);
  void done(Batch& batch);
  void ask_for(const Ask& ask, Batch& batch);
  void ask_for_errands(const Ask& ask);
  void ask_to_free(const Ask& ask);
  void answered_batch(std::uint64_t number, std::uint64_t asking, const store::Answer& answer,
                      Now now);
  void answered_errand(std::uint64_t number, const store::Answer& answer, Now now);
  void answered_free(std::uint64_t number, const store::Answer& answer, Now now);
  void done(const Errand& errand, const store::Answer& answer);

  struct Growing {
    std::vector<store::StoredLine> lines;
    std::vector<store::Talk> talks;                  // that begin
    std::map<store::RoomNumber, std::string> rooms;  // that have another name
    SpokenIn spoken_in;
    std::size_t bytes = 0;
    Unstored missing;           // for those who have asked meanwhile: what was told in `lines`
    std::size_t looked_at = 0;  // of the lines

    bool empty() const { return lines.empty() && talks.empty() && rooms.empty(); }
  };

  const bool enabled_;
  const bool strict_;
  const std::size_t backlog_bytes_max_;
  std::uint64_t epoch_;  // the newest
  bool epoch_is_asked_for_ = false;
  std::uint64_t unkept_n_;
  store::RoomNumber last_number_ = 0;
  std::vector<store::RoomNumber> free_numbers_;
  std::map<std::pair<store::AccountId, store::AccountId>, Past> talks_;  // the lower id first
  std::map<std::string, Past, std::less<>> rooms_left_;                  // at the start, by fold

  Growing next_;
  std::uint64_t gather_until_ms_ = 0;  // mono
  std::deque<Batch> batches_;          // in order: that the store has, or is to be given again
  std::size_t batches_bytes_ = 0;
  std::uint64_t batches_begun_ = 0;
  std::deque<Errand> errands_;  // in order; the first is not done
  std::uint64_t errands_ever_ = 0;
  std::size_t take_backs_ = 0;  // of the errands
  std::deque<Ended> ended_;
  std::map<std::uint64_t, Ended> being_freed_;  // by the number of the asking
  TakenBack taken_back_;
  std::vector<Settled> settled_;
  Unstored unstored_;
  std::uint64_t doubted_until_ = 0;  // the number of a batch
  std::map<std::pair<store::RoomNumber, Hearers>, Lost> lost_;
  std::multimap<store::RoomNumber, Lost> gaps_asked_for_;  // that are not stored
  std::uint64_t askings_ = 0;
  std::uint64_t mono_ms_ = 0;  // of the last tick
};

}  // namespace uvchat::hub
