#include "store/sqlite_reader.h"

#include "store/sqlite_open.h"

namespace uvchat::store {

Answer SqliteReader::read(const Request& question) {
  const Plan plan = plan_of(question);
  auto ran = run(plan);
  if (stops_.load(std::memory_order_relaxed)) return unavailable("the server ends");
  if (!ran) return unavailable(ran.error().text);
  if (ran->outcome != Outcome::done || !plan.read) return {.outcome = ran->outcome};
  return plan.read(ran->rows);
}

Result<void> SqliteReader::reach() {
  if (auto there = files_.are_there(); !there) return there;
  if (statements_ != nullptr) return {};
  auto database = open_to_read(path_);
  if (!database) return tl::unexpected(database.error());
  auto statements = std::make_unique<SqliteStatements>(database->get());
  if (auto taught = statements->teach(); !taught) return taught;
  database_ = std::move(*database);
  statements_ = std::move(statements);
  return {};
}

// All steps of a question see the same. It is rolled back, whatever happened: a snapshot that is
// kept lets the journal grow.
Result<Done> SqliteReader::run(const Plan& plan) {
  if (auto reached = reach(); !reached) return tl::unexpected(reached.error());
  if (auto begun = try_run(database_.get(), "BEGIN"); !begun) return tl::unexpected(begun.error());
  auto ran = statements_->run(plan, &stops_);
  store::run(database_.get(), "ROLLBACK");
  return ran;
}

}  // namespace uvchat::store
