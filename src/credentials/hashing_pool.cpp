#include "credentials/hashing_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace uvchat::credentials {
namespace {

constexpr int nicer_by = 10;

// Linux has a priority for each thread, under its own id.
void lower_priority_of_this_thread() {
  const auto self = static_cast<id_t>(::gettid());
  ::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + nicer_by);
}

const Address& source_of(const HashingPool::Question& question) {
  return std::visit([](const auto& kind) -> const Address& { return kind.source; }, question);
}

void wipe_password(HashingPool::Question& question) {
  std::visit([](auto& kind) { wipe(kind.password); }, question);
}

// A short string stays readable where it was moved from, so it is copied and wiped there.
void hand_over(HashingPool::Question& from, HashingPool::Question& to) {
  to = from;
  wipe_password(from);
}

}  // namespace

HashingPool::HashingPool(std::size_t threads, Bounds bounds, HashCost cost, OnAnswer on_answer)
    : bounds_(bounds), cost_(cost), on_answer_(std::move(on_answer)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

HashingPool::~HashingPool() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    for (Queue* queue : {&first_, &again_}) {
      for (Waiting& dropped : queue->waiting) wipe_password(dropped.question);
      queue->waiting.clear();
    }
  }
  asked_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool HashingPool::enqueue(Question& question) {
  bool taken = false;
  {
    const std::lock_guard lock(mutex_);
    taken = put(queue_of(source_of(question)), question);
  }
  if (taken) asked_.notify_one();
  wipe_password(question);
  return taken;
}

bool HashingPool::put(Queue& queue, Question& question) {
  if (queue.waiting.size() >= bounds_.waiting_max) return false;
  std::size_t of_address = 0;
  std::uint64_t round = queue.round;
  for (const Waiting& other : queue.waiting) {
    if (source_of(other.question) != source_of(question)) continue;
    ++of_address;
    round = std::max(round, other.round + 1);
  }
  if (of_address >= bounds_.of_address_max) return false;
  hand_over(question, queue.waiting.emplace_back(Waiting{{}, round}).question);
  return true;
}

HashingPool::Queue& HashingPool::queue_of(const Address& source) {
  const bool was_wrong =
      std::find(wrong_lately_.begin(), wrong_lately_.end(), source) != wrong_lately_.end();
  return was_wrong ? again_ : first_;
}

// REQUIRES: a question waits.
HashingPool::Queue& HashingPool::next_queue() {
  if (first_.waiting.empty()) return again_;
  if (again_.waiting.empty()) return first_;
  again_is_next_ = !again_is_next_;
  return again_is_next_ ? first_ : again_;
}

bool HashingPool::take(Question& question) {
  std::unique_lock lock(mutex_);
  asked_.wait(lock, [this] { return ends_ || !first_.waiting.empty() || !again_.waiting.empty(); });
  if (ends_) return false;
  Queue& queue = next_queue();
  const auto next =
      std::min_element(queue.waiting.begin(), queue.waiting.end(),
                       [](const Waiting& a, const Waiting& b) { return a.round < b.round; });
  queue.round = next->round;
  hand_over(next->question, question);
  queue.waiting.erase(next);
  return true;
}

void HashingPool::learn(const Address& source, PasswordVerdict verdict) {
  const std::lock_guard lock(mutex_);
  std::erase(wrong_lately_, source);
  if (verdict == PasswordVerdict::match) return;
  wrong_lately_.push_back(source);
  if (wrong_lately_.size() > wrong_lately_max) wrong_lately_.pop_front();
}

Answer HashingPool::answer_to(const Question& question) const {
  if (const auto* make = std::get_if<HashPassword>(&question)) {
    return PasswordHashed{make->ticket, hash_password(make->password, cost_).value_or("")};
  }
  const auto& check = std::get<CheckPassword>(question);
  // Nobody's password is looked for in vain as long as somebody's.
  if (check.hash.empty()) static_cast<void>(hash_password(check.password, cost_));
  const bool matches = !check.hash.empty() && password_matches(check.password, check.hash);
  return PasswordChecked{check.ticket,
                         matches ? PasswordVerdict::match : PasswordVerdict::mismatch};
}

void HashingPool::work() {
  lower_priority_of_this_thread();
  Question question;
  while (take(question)) {
    Answer answer = answer_to(question);
    wipe_password(question);
    if (const auto* checked = std::get_if<PasswordChecked>(&answer)) {
      learn(source_of(question), checked->verdict);
    }
    on_answer_(std::move(answer));
  }
}

}  // namespace uvchat::credentials
