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

// Threads that check passwords, at low priority: guessing passwords slows other guesses, not the
// chat. The queues are bounded.
//
// Fair between addresses: an address has one question in the pool at a time, so they take turns.
// Addresses that gave a wrong password lately wait in a queue of their own, and the threads serve
// both queues in turn: an address that asks for the first time waits for at most one of the others,
// however many there are.
//
// Passwords are wiped when they have been checked, refused or dropped.
class HashingPool {
 public:
  // Called on a thread of the pool: it may post, but not wait.
  using Checked = std::function<void(PasswordChecked)>;

  // At most `waiting_max` questions wait in each queue, besides those that the threads work on.
  HashingPool(std::size_t threads, std::size_t waiting_max, Checked checked);
  // Waiting questions are dropped without an answer; those that the threads work on are answered.
  ~HashingPool();
  HashingPool(const HashingPool&) = delete;
  HashingPool& operator=(const HashingPool&) = delete;

  // Thread-safe, and does not wait for a hash. False: the queue is full, or a question of the same
  // address is in the pool; there will be no answer. The question's password is wiped either way.
  [[nodiscard]] bool check(CheckPassword&& question);

 private:
  using Queue = std::deque<CheckPassword>;
  static constexpr std::size_t wrong_lately_max = 256;

  void work();
  bool take(CheckPassword& question);
  void done(const Address& source, bool matches);
  bool is_in_pool(const Address& source) const;
  Queue& queue_of(const Address& source);
  Queue& next_queue();

  const std::size_t waiting_max_;
  const Checked checked_;
  std::mutex mutex_;
  std::condition_variable asked_;
  // All of these are guarded by mutex_.
  Queue first_;                       // of addresses that were not wrong lately
  Queue again_;                       // of those that were
  bool again_is_next_ = false;        // when questions wait in both queues
  std::vector<Address> at_;           // whose questions the threads work on
  std::deque<Address> wrong_lately_;  // the last ones, in order
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace uvchat::credentials
