#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "store/engine.h"
#include "uvchat/store/request.h"

namespace uvchat::store {

// Runs a reader of an engine on its own thread, which answers slow questions one after another. A
// question begins when everything that was asked for before it has been written. The next one is of
// the asker who has waited longest for a turn.
class ReaderThread {
 public:
  // Who has waited for so long is told `out_of_time`: there are too many questions.
  static constexpr std::chrono::milliseconds wait_max{10'000};
  // Called on the thread, with no lock held.
  using OnRead = std::function<void(Answered&&)>;

  ReaderThread(std::unique_ptr<EngineReader> reader, OnRead on_read,
               std::chrono::milliseconds longest_wait = wait_max);
  ~ReaderThread() { end(); }
  ReaderThread(const ReaderThread&) = delete;
  ReaderThread& operator=(const ReaderThread&) = delete;

  // Thread-safe. `behind`: how many requests have been asked of the writer until now, which never
  // gets less; and how many of them it has carried out.
  void ask(Asked&& question, std::uint64_t behind);
  void written(std::uint64_t carried_out);
  // Soon: what is not answered until then, is answered with `unavailable`. Nothing is asked of it
  // from now on.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Asked asked;
    std::uint64_t asker;
    std::uint64_t behind;
    Clock::time_point since;
  };

  void work();
  std::deque<Waiting>::iterator next();
  Answer read(const Waiting& waiting);

  const std::unique_ptr<EngineReader> reader_;
  const OnRead on_read_;
  const std::chrono::milliseconds longest_wait_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // All of these are guarded by mutex_.
  std::deque<Waiting> waiting_;
  std::unordered_map<std::uint64_t, std::uint64_t> turns_;  // by asker: which turn was their latest
  std::uint64_t turns_ever_ = 0;
  std::uint64_t written_ = 0;
  bool ends_ = false;

  std::thread thread_;
};

}  // namespace uvchat::store
