#include "credentials/hashing_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "credentials/password.h"

namespace uvchat::credentials {
namespace {

constexpr int nicer_by = 10;

// Linux has a priority for each thread, under its own id.
void lower_priority_of_this_thread() {
  const auto self = static_cast<id_t>(::gettid());
  ::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + nicer_by);
}

// A short string stays readable where it was moved from: so it is copied and wiped there.
void hand_over(CheckPassword& from, CheckPassword& to) {
  to = from;
  wipe(from.password);
}

}  // namespace

HashingPool::HashingPool(std::size_t threads, std::size_t waiting_max, Answer answer)
    : waiting_max_(waiting_max), answer_(std::move(answer)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

HashingPool::~HashingPool() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    for (CheckPassword& dropped : waiting_) wipe(dropped.password);
    waiting_.clear();
  }
  asked_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool HashingPool::check(CheckPassword&& question) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= waiting_max_) {
      wipe(question.password);
      return false;
    }
    hand_over(question, waiting_.emplace_back());
  }
  asked_.notify_one();
  return true;
}

bool HashingPool::take(CheckPassword& question) {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
  if (ends_) return false;
  hand_over(waiting_.front(), question);
  waiting_.pop_front();
  return true;
}

void HashingPool::work() {
  lower_priority_of_this_thread();
  CheckPassword question;
  while (take(question)) {
    const bool matches = password_matches(question.password, question.hash);
    wipe(question.password);
    answer_({question.conn, question.ticket,
             matches ? PasswordVerdict::match : PasswordVerdict::mismatch});
  }
}

}  // namespace uvchat::credentials
