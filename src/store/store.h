#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/engine.h"
#include "uvchat/base/log.h"
#include "uvchat/store/figures.h"
#include "uvchat/store/request.h"

namespace uvchat::store {

// Runs an engine on its own thread, so that the hub asks without waiting. The requests that come
// while a commit is written make up the next commit.
//
// At most `waiting_max` requests wait for an answer; what comes beyond that is answered with
// `unavailable` at once, but for changes of bans, of which the hub has few under way. While the
// engine can do nothing it is tried again each second.
//
// Bans hold as soon as they are set, whatever the store says. So a change of them that could not be
// stored is owed: it has been answered with `unavailable`, and is stored when that is possible
// again.
class Store {
 public:
  static constexpr std::size_t waiting_max = 10'000;
  // Called on the store's thread, or on that which asks: it may post, but not wait.
  using OnAnswer = std::function<void(Answered&&)>;

  // `log` outlives it.
  Store(std::unique_ptr<Engine> engine, LogSink& log, OnAnswer on_answer);
  // Carries out what was asked for, or answers that it cannot.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Thread-safe.
  void ask(Asked&& request);
  Figures figures() const;

 private:
  using Mask = std::pair<ServerBanKind, std::string>;

  void work();
  bool take(std::vector<Asked>& taken);
  void carry_out(std::vector<Asked>& taken);
  void try_again();
  std::vector<Answer> do_owed_and(std::vector<Asked>& taken);
  void keep_account(const Request& request, bool is_owed);
  void note(const std::string& why_away, std::size_t answered);
  void tell_state(const std::string& why_away);
  void watch_journal();

  const std::unique_ptr<Engine> engine_;
  LogSink& log_;
  const OnAnswer on_answer_;

  // The thread's own.
  std::map<Mask, ChangeBan> owed_;
  bool is_tidy_ = false;
  bool is_away_ = false;
  bool journal_is_long_ = false;

  mutable std::mutex mutex_;
  std::condition_variable asked_;
  // All of these are guarded by mutex_.
  std::vector<Asked> waiting_;
  Figures figures_;
  bool ends_ = false;

  std::thread thread_;
};

}  // namespace uvchat::store
