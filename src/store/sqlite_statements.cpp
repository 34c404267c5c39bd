#include "store/sqlite_statements.h"

#include <utility>

namespace uvchat::store {
namespace {

// Of SQLite's machine: some microseconds. Where the index of words is merged there are few of them,
// each of which reads a page.
constexpr int steps_between_looks = 100;

}  // namespace

TimeLimit::TimeLimit(sqlite3* database, std::uint32_t time_max_ms, const std::atomic<bool>* stop)
    : database_(database),
      until_(time_max_ms == 0 ? Clock::time_point::max()
                              : Clock::now() + std::chrono::milliseconds(time_max_ms)),
      stop_(stop) {
  sqlite3_progress_handler(database_, steps_between_looks, is_over, this);
}

TimeLimit::~TimeLimit() { sqlite3_progress_handler(database_, 0, nullptr, nullptr); }

int TimeLimit::is_over(void* self) {
  const auto& limit = *static_cast<const TimeLimit*>(self);
  const bool stops = limit.stop_ != nullptr && limit.stop_->load(std::memory_order_relaxed);
  return stops || Clock::now() >= limit.until_ ? 1 : 0;
}

Result<Done> SqliteStatements::run(const Plan& plan, const std::atomic<bool>* stop) {
  std::optional<TimeLimit> limit;
  if (plan.time_max_ms != 0) limit.emplace(database_, plan.time_max_ms, stop);
  Done ran;
  for (const Step& step : plan.steps) {
    const auto outcome = run_step(step, ran.rows.emplace_back());
    if (!outcome) return tl::unexpected(outcome.error());
    ran.outcome = *outcome;
    if (ran.outcome != Outcome::done) break;
  }
  return ran;
}

Result<Outcome> SqliteStatements::run_step(const Step& step, Rows& rows) {
  const auto statement = prepared(step.sql.sqlite);
  if (!statement) return tl::unexpected(statement.error());
  Running running(**statement, step.values);
  int code;
  while ((code = running.step()) == SQLITE_ROW) rows.push_back(running.row());
  switch (code) {
    case SQLITE_DONE:
      break;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return Outcome::taken;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Outcome::absent;
    case SQLITE_INTERRUPT:
      return Outcome::out_of_time;
    default:
      return fail(why_not(code));
  }
  const bool found = running.gives_rows() ? !rows.empty() : sqlite3_changes(database_) > 0;
  return step.must_find && !found ? Outcome::absent : Outcome::done;
}

Result<Statement*> SqliteStatements::prepared(const char* sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return &known->second;
  Statement statement(sql);
  if (auto done = statement.prepare(database_); !done) return tl::unexpected(done.error());
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

std::vector<const char*> SqliteStatements::all() const {
  std::vector<const char*> all;
  for (const auto& [sql, statement] : statements_) all.push_back(sql);
  return all;
}

}  // namespace uvchat::store
