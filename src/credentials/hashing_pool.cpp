#include "credentials/hashing_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
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

// A short string stays readable where it was moved from, so it is copied and wiped there.
void hand_over(CheckPassword& from, CheckPassword& to) {
  to = from;
  wipe(from.password);
}

}  // namespace

HashingPool::HashingPool(std::size_t threads, std::size_t waiting_max, Checked checked)
    : waiting_max_(waiting_max), checked_(std::move(checked)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

HashingPool::~HashingPool() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    for (Queue* queue : {&first_, &again_}) {
      for (CheckPassword& dropped : *queue) wipe(dropped.password);
      queue->clear();
    }
  }
  asked_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool HashingPool::check(CheckPassword&& question) {
  {
    const std::lock_guard lock(mutex_);
    Queue& queue = queue_of(question.source);
    if (queue.size() >= waiting_max_ || is_in_pool(question.source)) {
      wipe(question.password);
      return false;
    }
    hand_over(question, queue.emplace_back());
  }
  asked_.notify_one();
  return true;
}

bool HashingPool::is_in_pool(const Address& source) const {
  const auto asks = [&](const CheckPassword& question) { return question.source == source; };
  return std::any_of(first_.begin(), first_.end(), asks) ||
         std::any_of(again_.begin(), again_.end(), asks) ||
         std::find(at_.begin(), at_.end(), source) != at_.end();
}

HashingPool::Queue& HashingPool::queue_of(const Address& source) {
  const bool was_wrong =
      std::find(wrong_lately_.begin(), wrong_lately_.end(), source) != wrong_lately_.end();
  return was_wrong ? again_ : first_;
}

// REQUIRES: a question waits.
HashingPool::Queue& HashingPool::next_queue() {
  if (first_.empty()) return again_;
  if (again_.empty()) return first_;
  again_is_next_ = !again_is_next_;
  return again_is_next_ ? first_ : again_;
}

bool HashingPool::take(CheckPassword& question) {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return ends_ || !first_.empty() || !again_.empty(); });
  if (ends_) return false;
  Queue& queue = next_queue();
  hand_over(queue.front(), question);
  queue.pop_front();
  at_.push_back(question.source);
  return true;
}

void HashingPool::done(const Address& source, bool matches) {
  const std::lock_guard lock(mutex_);
  at_.erase(std::find(at_.begin(), at_.end(), source));
  std::erase(wrong_lately_, source);
  if (matches) return;
  wrong_lately_.push_back(source);
  if (wrong_lately_.size() > wrong_lately_max) wrong_lately_.pop_front();
}

void HashingPool::work() {
  lower_priority_of_this_thread();
  CheckPassword question;
  while (take(question)) {
    const bool matches = password_matches(question.password, question.hash);
    wipe(question.password);
    done(question.source, matches);
    checked_({question.ticket, matches ? PasswordVerdict::match : PasswordVerdict::mismatch});
  }
}

}  // namespace uvchat::credentials
