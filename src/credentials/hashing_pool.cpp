#include "credentials/hashing_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "credentials/scram.h"
#include "uvchat/base/thread_name.h"

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

Ticket ticket_of(const HashingPool::Question& question) {
  return std::visit([](const auto& kind) { return kind.ticket; }, question);
}

std::uint64_t steady_ms() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count());
}

void wipe_password(HashingPool::Question& question) {
  std::visit([](auto& kind) { wipe(kind.password); }, question);
}

Answer busy(const HashingPool::Question& question) {
  if (const auto* check = std::get_if<CheckPassword>(&question)) {
    return PasswordChecked{check->ticket, PasswordVerdict::busy};
  }
  return PasswordHashed{std::get<HashPassword>(question).ticket, {}};
}

// The last question of the address that has most of them, which are more than `count`; the end
// where none has.
template <typename W>
auto last_of_greediest(W& waiting, std::size_t count) {
  auto last = waiting.end();
  for (auto one = waiting.begin(); one != waiting.end(); ++one) {
    const auto is_of_same = [&](const auto& other) {
      return source_of(other.question) == source_of(one->question);
    };
    const auto of_address =
        static_cast<std::size_t>(std::count_if(waiting.begin(), waiting.end(), is_of_same));
    const bool is_next = last != waiting.end() && is_of_same(*last);
    if (of_address > count || is_next) last = one;
    count = std::max(count, of_address);
  }
  return last;
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
  bool known = false;
  bool taken = false;
  std::optional<Question> displaced;
  {
    const std::lock_guard lock(mutex_);
    known = is_known(question);
    if (!known) taken = put(queue_of(source_of(question)), question, displaced);
  }
  wipe_password(question);
  if (known) on_answer_(PasswordChecked{ticket_of(question), PasswordVerdict::match});
  if (displaced) on_answer_(busy(*displaced));
  if (taken) asked_.notify_one();
  return taken || known;
}

bool HashingPool::is_known(const Question& question) {
  const auto* check = std::get_if<CheckPassword>(&question);
  return check != nullptr && check->is_login &&
         known_.knows(check->password, check->hash, steady_ms());
}

bool HashingPool::put(Queue& queue, Question& question, std::optional<Question>& displaced) {
  std::size_t of_address = 0;
  std::uint64_t round = queue.round;
  for (const Waiting& other : queue.waiting) {
    if (source_of(other.question) != source_of(question)) continue;
    ++of_address;
    round = std::max(round, other.round + 1);
  }
  if (of_address >= bounds_.of_address_max) return false;
  if (queue.waiting.size() >= bounds_.waiting_max) {
    const auto last = last_of_greediest(queue.waiting, of_address + 1);
    if (last == queue.waiting.end()) return false;
    hand_over(last->question, displaced.emplace());
    wipe_password(*displaced);
    queue.waiting.erase(last);
  }
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

void HashingPool::learn(const Question& question, PasswordVerdict verdict) {
  const auto* check = std::get_if<CheckPassword>(&question);
  if (check == nullptr) return;
  const Address& source = check->source;
  const std::lock_guard lock(mutex_);
  std::erase(wrong_lately_, source);
  if (verdict == PasswordVerdict::match) {
    if (check->is_login) known_.remember(check->password, check->hash, steady_ms());
    return;
  }
  wrong_lately_.push_back(source);
  if (wrong_lately_.size() > wrong_lately_max) wrong_lately_.pop_front();
}

Answer HashingPool::answer_to(const Question& question) const {
  if (const auto* make = std::get_if<HashPassword>(&question)) {
    std::string hash = hash_password(make->password, cost_).value_or("");
    if (make->with_scram && !hash.empty()) {
      hash = with_verifier(hash, make_scram_verifier(make->password));
    }
    return PasswordHashed{make->ticket, std::move(hash)};
  }
  const auto& check = std::get<CheckPassword>(question);
  // Nobody's password is looked for in vain as long as somebody's.
  if (check.hash.empty()) static_cast<void>(hash_password(check.password, cost_));
  const std::string hash(parts_of_kept(check.hash).hash);
  // What a database holds may be too much to work on.
  const bool matches = is_usable_hash(hash) && password_matches(check.password, hash);
  return PasswordChecked{check.ticket,
                         matches ? PasswordVerdict::match : PasswordVerdict::mismatch};
}

void HashingPool::work() {
  name_this_thread("hashing");
  lower_priority_of_this_thread();
  Question question;
  while (take(question)) {
    Answer answer = answer_to(question);
    if (const auto* checked = std::get_if<PasswordChecked>(&answer)) {
      learn(question, checked->verdict);
    }
    wipe_password(question);
    on_answer_(std::move(answer));
  }
}

}  // namespace uvchat::credentials
