#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "store/plan.h"
#include "store/sqlite.h"
#include "store/sqlite_places.h"

namespace uvchat::store {

// Ends what a connection does when its time is over, or when it is told to stop: the statement that
// runs fails with SQLITE_INTERRUPT. One at a time; the connection outlives it.
class TimeLimit {
 public:
  // `time_max_ms`: 0: no bound. `stop`, which outlives it: null, or true when it is to stop.
  TimeLimit(sqlite3* database, std::uint32_t time_max_ms, const std::atomic<bool>* stop);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  static int is_over(void* self);

  sqlite3* const database_;
  const Clock::time_point until_;
  const std::atomic<bool>* const stop_;
};

// The statements of plans, each prepared once for one connection, which outlives them.
class SqliteStatements {
 public:
  explicit SqliteStatements(sqlite3* database) : database_(database), ids_(database) {}

  // Before all else.
  Result<void> teach() { return ids_.teach(); }

  // An error is the world's. The lines that a plan keeps are none of its steps. `stop`: see
  // TimeLimit.
  Result<Done> run(const Plan& plan, const std::atomic<bool>* stop = nullptr);
  Result<Outcome> run_step(const Step& step, Rows& rows);
  Result<Statement*> prepared(const char* sql);

  std::vector<const char*> all() const;

 private:
  sqlite3* const database_;
  Places ids_;
  std::unordered_map<const char*, Statement> statements_;
};

}  // namespace uvchat::store
