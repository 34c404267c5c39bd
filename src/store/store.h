#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/engine.h"
#include "store/reader_thread.h"
#include "uvchat/base/log.h"
#include "uvchat/store/figures.h"
#include "uvchat/store/request.h"

namespace uvchat::store {

// Runs an engine on its own thread, so that the hub asks without waiting. The requests that come
// while a commit is written make up the next commit.
//
// At most `waiting_max` requests wait for an answer, and lines while less than `queued_bytes_max`
// wait; what comes beyond that is answered with `unavailable` at once, but for changes of bans, of
// which the hub has few under way. While the engine can do nothing it is tried again each second.
//
// Slow questions have two threads beside it, where the engine has readers: one for SEARCH, the
// other for pages, which no search holds up. They wait for what was asked for before them, and
// delay no change; at most `questions_max` of them wait.
//
// When nothing waits, the engine tidies up; while something does, a fifth of the time goes to it.
// So search may be behind what was said; the log tells when it is for long.
//
// Bans hold as soon as they are set, whatever the store says, and what an operator has done is
// done. So a change of bans, or a deed, that could not be stored is owed: it has been answered with
// `unavailable`, and is stored when that is possible again. Of deeds the newest `deeds_owed_max`
// are owed.
class Store {
 public:
  static constexpr std::size_t waiting_max = 10'000;
  static constexpr std::size_t queued_bytes_max = 64 * 1024 * 1024;
  static constexpr std::size_t questions_max = 2'000;
  static constexpr std::size_t deeds_owed_max = 1'000;
  static constexpr std::chrono::milliseconds slow{2'000};     // a batch, of which the log warns
  static constexpr std::chrono::milliseconds behind{60'000};  // search, likewise
  // Called on one of the store's threads, or on that which asks: it may post, but not wait.
  using OnAnswer = std::function<void(Answered&&)>;

  // `log` outlives it. `behind_max`: how long search may be behind before the log warns of it.
  Store(std::unique_ptr<Engine> engine, LogSink& log, OnAnswer on_answer,
        std::chrono::milliseconds behind_max = behind);
  // Carries out what was asked for, or answers that it cannot; what is being read is given up.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Thread-safe.
  void ask(Asked&& request);
  // How much is kept from now on of what was said.
  void keep_at_most(const Retention& retention);
  Figures figures() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Mask = std::pair<ServerBanKind, std::string>;

  std::unique_ptr<ReaderThread> start_reader();
  ReaderThread* reader_for(const Request& request) const;
  void take_read(Answered&& answered);

  void work();
  bool take(std::vector<Asked>& taken);
  void carry_out(std::vector<Asked>& taken);
  void let_readers_on(std::size_t carried_out);
  void try_again();
  void tidy();
  std::vector<Answer> do_owed_and(std::vector<Asked>& taken);
  void keep_account(const Request& request, bool is_owed);
  bool owes() const { return !owed_.empty() || !owed_deeds_.empty(); }
  void note(const std::string& why_away, std::size_t answered, std::size_t refused);
  void tell_state(const std::string& why_away);
  void tell_pace(Clock::duration took, bool has_ended);
  void note_batch(Clock::time_point now);
  void watch_journal();
  void watch_index();

  const std::unique_ptr<Engine> engine_;
  LogSink& log_;
  const OnAnswer on_answer_;
  const std::chrono::milliseconds behind_max_;

  // The thread's own.
  std::map<Mask, ChangeBan> owed_;
  std::deque<NoteDeed> owed_deeds_;
  bool is_tidy_ = false;
  bool has_untidy_ = false;  // left, after the last step
  Clock::time_point last_batch_;
  Clock::time_point next_tidy_;  // though something waits
  bool is_away_ = false;
  bool has_written_ = false;  // something, in the last batch
  bool journal_is_long_ = false;
  bool search_is_behind_ = false;  // and said to be
  Clock::time_point behind_since_;

  mutable std::mutex mutex_;
  std::condition_variable has_come_;
  // All of these are guarded by mutex_.
  std::vector<Asked> waiting_;
  std::uint64_t asked_ever_ = 0;  // of the engine, and how much of it it has carried out
  std::uint64_t carried_out_ = 0;
  std::size_t being_read_ = 0;  // by the readers, or waits for them
  bool reads_fail_ = false;     // since the last that did not
  Retention retention_;
  Figures figures_;
  Clock::time_point busy_since_;
  bool is_slow_ = false;  // and said to be
  // The slowest batch of each of the last two minutes, of which the second is not over.
  std::array<std::uint64_t, 2> slowest_us_{};
  Clock::time_point minute_ends_;
  bool ends_ = false;

  std::unique_ptr<ReaderThread> pages_;  // null: the engine has no readers
  std::unique_ptr<ReaderThread> searches_;
  std::thread thread_;
};

}  // namespace uvchat::store
