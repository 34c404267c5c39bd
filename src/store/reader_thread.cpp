#include "store/reader_thread.h"

#include <utility>
#include <variant>

#include "uvchat/base/thread_name.h"

namespace uvchat::store {
namespace {

std::uint64_t asker_of(const Request& question) {
  return std::visit(
      [](const auto& one) -> std::uint64_t {
        if constexpr (requires { one.asker; }) {
          return one.asker;
        } else {
          return 0;
        }
      },
      question);
}

}  // namespace

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
    const std::uint64_t asker = asker_of(question.request);
    waiting_.push_back({std::move(question), asker, behind, Clock::now()});
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

// Of those who may have the next turn, the one whose latest is longest ago; the end: nobody may.
std::deque<ReaderThread::Waiting>::iterator ReaderThread::next() {
  auto best = waiting_.end();
  std::uint64_t best_turn = 0;
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    if (!ends_ && at->behind > written_) break;
    const auto latest = turns_.find(at->asker);
    const std::uint64_t turn = latest == turns_.end() ? 0 : latest->second;
    if (best == waiting_.end() || turn < best_turn) {
      best = at;
      best_turn = turn;
    }
  }
  return best;
}

// After stop() the reader refuses all that is left.
void ReaderThread::work() {
  name_this_thread("reader");
  std::unique_lock lock(mutex_);
  const auto has_next = [this] {
    return ends_ || (!waiting_.empty() && waiting_.front().behind <= written_);
  };
  while (true) {
    changed_.wait(lock, has_next);
    if (waiting_.empty()) return;
    const auto chosen = next();
    const Waiting waiting = std::move(*chosen);
    waiting_.erase(chosen);
    if (waiting_.empty()) turns_.clear();
    turns_[waiting.asker] = ++turns_ever_;
    lock.unlock();
    on_read_({waiting.asked.ticket, read(waiting)});
    lock.lock();
  }
}

Answer ReaderThread::read(const Waiting& waiting) {
  const Clock::time_point begun = Clock::now();
  if (begun - waiting.since >= longest_wait_) return {.outcome = Outcome::out_of_time};
  Answer answer = reader_->read(waiting.asked.request);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
  answer.took_us = static_cast<std::uint64_t>(took.count());
  return answer;
}

}  // namespace uvchat::store
