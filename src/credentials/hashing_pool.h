#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "uvchat/hub/request.h"

namespace uvchat::credentials {

// Threads that check passwords, at low priority: whoever guesses passwords slows other guesses, not
// the chat. What waits for them is bounded.
//
// Fair between addresses: an address has one question in the pool at a time, so they take turns.
// Those who were wrong lately wait in a line of their own, and the threads serve both lines in
// turn: whoever asks for the first time waits for at most one of them, however many there are.
//
// Passwords are wiped when they have been checked, refused or dropped.
class HashingPool {
 public:
  // Called on a thread of the pool, which waits for it meanwhile: it may post, and nothing else.
  using Answer = std::function<void(PasswordChecked)>;

  // At most `waiting_max` questions wait in each line, besides those that the threads are at.
  HashingPool(std::size_t threads, std::size_t waiting_max, Answer answer);
  // Questions that wait are dropped without an answer; those that the threads are at are answered.
  ~HashingPool();
  HashingPool(const HashingPool&) = delete;
  HashingPool& operator=(const HashingPool&) = delete;

  // Thread-safe, and does not wait for a hash. False: too many are waiting, or one of the same
  // address is in the pool, and there will be no answer. The question's password is wiped either
  // way.
  [[nodiscard]] bool check(CheckPassword&& question);

 private:
  using Line = std::deque<CheckPassword>;
  static constexpr std::size_t wrong_lately_max = 256;

  void work();
  bool take(CheckPassword& question);
  void done(const Address& source, bool matches);
  bool is_in_pool(const Address& source) const;
  Line& line_of(const Address& source);
  Line& next_line();

  const std::size_t waiting_max_;
  const Answer answer_;
  std::mutex mutex_;
  std::condition_variable asked_;
  // All of these are guarded by mutex_.
  Line first_;                        // of those who were not wrong lately
  Line again_;                        // of those who were
  bool again_is_next_ = false;        // where somebody waits in both lines
  std::vector<Address> at_;           // whose questions the threads are at
  std::deque<Address> wrong_lately_;  // the last ones, in order
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace uvchat::credentials
