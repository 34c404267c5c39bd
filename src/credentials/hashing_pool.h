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
// Passwords are wiped when they have been checked, refused or dropped.
class HashingPool {
 public:
  // Called on a thread of the pool, which waits for it meanwhile: it may post, and nothing else.
  using Answer = std::function<void(PasswordChecked)>;

  // At most `waiting_max` questions wait, besides those that the threads are at.
  HashingPool(std::size_t threads, std::size_t waiting_max, Answer answer);
  // Questions that wait are dropped without an answer; those that the threads are at are answered.
  ~HashingPool();
  HashingPool(const HashingPool&) = delete;
  HashingPool& operator=(const HashingPool&) = delete;

  // Thread-safe, and does not wait for a hash. False: too many are waiting, and there will be no
  // answer. The question's password is wiped either way.
  [[nodiscard]] bool check(CheckPassword&& question);

 private:
  void work();
  bool take(CheckPassword& question);

  const std::size_t waiting_max_;
  const Answer answer_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<CheckPassword> waiting_;  // guarded by mutex_
  bool ends_ = false;                  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace uvchat::credentials
