#include "store/reader_thread.h"

#include <utility>

namespace uvchat::store {

ReaderThread::ReaderThread(std::unique_ptr<EngineReader> reader, OnRead on_read,
                           std::chrono::milliseconds longest_wait)
    : reader_(std::move(reader)),
      on_read_(std::move(on_read)),
      longest_wait_(longest_wait),
      thread_([this] { work(); }) {}

void ReaderThread::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  reader_->stop();
  changed_.notify_one();
  thread_.join();
}

void ReaderThread::ask(Asked&& question, std::uint64_t behind) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(question), behind, Clock::now()});
  }
  changed_.notify_one();
}

void ReaderThread::written(std::uint64_t carried_out) {
  {
    const std::lock_guard lock(mutex_);
    written_ = carried_out;
    if (waiting_.empty()) return;
  }
  changed_.notify_one();
}

// After stop() the reader refuses all that is left.
void ReaderThread::work() {
  std::unique_lock lock(mutex_);
  const auto has_next = [this] {
    return ends_ || (!waiting_.empty() && waiting_.front().behind <= written_);
  };
  while (true) {
    changed_.wait(lock, has_next);
    if (waiting_.empty()) return;
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    on_read_({next.asked.ticket, read(next)});
    lock.lock();
  }
}

Answer ReaderThread::read(const Waiting& next) {
  if (Clock::now() - next.since >= longest_wait_) return {.outcome = Outcome::out_of_time};
  return reader_->read(next.asked.request);
}

}  // namespace uvchat::store
