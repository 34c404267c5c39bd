#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/store/request.h"

namespace uvchat::store {

// A request with a number by which its asker knows the answer.
struct Asked {
  std::uint64_t number = 0;
  Request request;
};
struct Answered {
  std::uint64_t number = 0;
  Answer answer;
};

// What STATS, the log and the metrics tell of a store.
struct Figures {
  bool away = false;          // its last change or question could not be carried out
  std::size_t waiting = 0;    // requests that are not answered yet
  std::uint64_t done = 0;     // requests that were carried out, since the start
  std::uint64_t commits = 0;  // in how many commits
};

// An open database: accounts, bans, and what else outlives the server. Its engine has threads of
// its own; nobody waits for them.
//
// At most `waiting_max` requests wait for an answer; what comes beyond that is answered with
// `unavailable` at once. The requests that wait while one commit is being synced make up the next
// one.
class Store {
 public:
  static constexpr std::size_t waiting_max = 10'000;
  // Called on a thread of the store: it may post, but not wait.
  using OnAnswers = std::function<void(std::vector<Answered>&&)>;

  // Carries out what was asked for, or answers that it cannot, before it returns.
  virtual ~Store() = default;

  // What it held when it was opened. REQUIRES: called once, before ask().
  virtual Contents take_contents() = 0;
  // Thread-safe, and does not wait.
  virtual void ask(std::vector<Asked>&& requests) = 0;
  // Thread-safe.
  virtual Figures figures() const = 0;
};

}  // namespace uvchat::store
