#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace uvchat::server {

// Wakes one thread that waits. However often it is rung, it ends one wait: the one under way, or
// the next. Thread-safe.
class Doorbell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    rang_.notify_one();
  }

  // False if nobody rang in that time. Called by one thread.
  bool wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    const bool rung = rang_.wait_for(lock, time, [this] { return rung_; });
    rung_ = false;
    return rung;
  }

 private:
  std::mutex mutex_;
  std::condition_variable rang_;
  bool rung_ = false;  // guarded by mutex_
};

}  // namespace uvchat::server
