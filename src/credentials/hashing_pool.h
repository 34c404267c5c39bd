#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "credentials/known_matches.h"
#include "credentials/password.h"
#include "uvchat/hub/request.h"

namespace uvchat::credentials {

// Threads that hash and check passwords, at low priority: guessing passwords slows other guesses,
// not the chat. The queues are bounded.
//
// Fair between addresses: they take turns, however many questions one of them has. Addresses that
// gave a wrong password lately wait in a queue of their own, and the threads serve both queues in
// turn: an address that asks for the first time waits for at most one of the others, however many
// there are. Where a queue is full, the address that has most in it gives up its last question,
// which is answered with `busy`, to one that has less.
//
// A login whose password has matched within the last hour is answered at once (KnownMatches).
//
// Passwords are wiped when they have been hashed, checked, refused or dropped.
class HashingPool {
 public:
  using Question = std::variant<CheckPassword, HashPassword>;
  // Called on a thread of the pool, or on that which asks: it may post, but not wait.
  using OnAnswer = std::function<void(Answer&&)>;
  // Of each queue: the questions that wait, and those of one address.
  struct Bounds {
    std::size_t waiting_max = 64;
    std::size_t of_address_max = 16;
  };

  // `cost`: of the hashes that it makes, and of a check against no hash.
  HashingPool(std::size_t threads, Bounds bounds, HashCost cost, OnAnswer on_answer);
  // Waiting questions are dropped without an answer; those that the threads work on are answered.
  ~HashingPool();
  HashingPool(const HashingPool&) = delete;
  HashingPool& operator=(const HashingPool&) = delete;

  // Thread-safe, and does not wait for a hash. False: the queue is full of questions of addresses
  // that have no more in it, or has too many of the same address; there will be no answer. The
  // question's password is wiped either way.
  template <typename Q>  // CheckPassword or HashPassword
  [[nodiscard]] bool ask(Q&& question) {
    Question taken(question);
    wipe(question.password);  // a short string stays readable where it was moved from
    return enqueue(taken);
  }

 private:
  struct Waiting {
    Question question;
    std::uint64_t round;  // an address has one question in each; the first rounds come first
  };
  struct Queue {
    std::deque<Waiting> waiting;  // in the order of coming
    std::uint64_t round = 0;      // of the question that was taken last
  };
  static constexpr std::size_t wrong_lately_max = 256;

  void work();
  bool take(Question& question);
  Answer answer_to(const Question& question) const;
  void learn(const Question& question, PasswordVerdict verdict);
  bool enqueue(Question& question);
  bool is_known(const Question& question);
  bool put(Queue& queue, Question& question, std::optional<Question>& displaced);
  Queue& queue_of(const Address& source);
  Queue& next_queue();

  const Bounds bounds_;
  const HashCost cost_;
  const OnAnswer on_answer_;
  std::mutex mutex_;
  std::condition_variable asked_;
  // All of these are guarded by mutex_.
  Queue first_;                       // of addresses that were not wrong lately
  Queue again_;                       // of those that were
  bool again_is_next_ = false;        // when questions wait in both queues
  std::deque<Address> wrong_lately_;  // the last ones, in order
  KnownMatches known_;                // of logins
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace uvchat::credentials
