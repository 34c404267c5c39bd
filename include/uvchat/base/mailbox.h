#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace uvchat {

// How values come from any thread to one owner, in the order in which they were posted. Its
// mutex is the only one of loops and hub, besides that of the hashing pool's queue: nothing is done
// under it but moving a value or swapping two vectors.
// A mailbox outlives both of its ends. It is bounded by what its senders may have under way
// (credits, slots, accepts a turn), not by itself.
template <typename T>
class Mailbox {
 public:
  // Thread-safe. True if it was empty: the owner may be asleep and must be woken, once.
  [[nodiscard]] bool post(T&& value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    return values_.size() == 1;
  }

  // Thread-safe; meant for the owner. `taken` is cleared and then holds all that was posted. The
  // two vectors change places, so neither grows anew each time.
  void take_all(std::vector<T>& taken) {
    taken.clear();
    const std::lock_guard lock(mutex_);
    values_.swap(taken);
  }

 private:
  std::mutex mutex_;
  std::vector<T> values_;  // guarded by mutex_
};

}  // namespace uvchat
