#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace uvchat {

// Passes values from any thread to one owner, in the order in which they were posted. Under its
// mutex a value is moved or two vectors are swapped, and nothing else is done.
// A mailbox must outlive its senders and its owner. It has no size limit of its own: its senders
// are limited in what they may have under way (batches, slots, accepts).
template <typename T>
class Mailbox {
 public:
  // Thread-safe. True if the mailbox was empty: the owner may be asleep, and the caller must wake
  // it.
  [[nodiscard]] bool post(T&& value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    return values_.size() == 1;
  }

  // Thread-safe; called by the owner. Replaces the contents of `taken` by all that was posted. The
  // two vectors are swapped, so that neither must grow again.
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
