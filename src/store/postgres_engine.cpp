#include "store/postgres_engine.h"

#include <iterator>
#include <utility>

#include "store/postgres_open.h"
#include "store/postgres_reader.h"
#include "store/postgres_schema.h"

namespace uvchat::store {
namespace {

std::size_t statements_of(const Plan& plan) {
  return plan.steps.size() + (plan.kept == nullptr ? 0 : 1);
}

}  // namespace

Result<std::unique_ptr<Engine>> PostgresEngine::open(const std::string& url) {
  auto link = open_postgres(url);
  if (!link) return fail("store.url: " + link.error().text);
  return std::unique_ptr<Engine>(new PostgresEngine(url, std::move(*link)));
}

std::unique_ptr<EngineReader> PostgresEngine::make_reader() const {
  return std::make_unique<PostgresReader>(url_);
}

// What is broken is closed first: it may hold the database.
Result<void> PostgresEngine::reach() {
  if (link_ != nullptr) link_->look();
  if (link_ != nullptr && !link_->is_broken()) return {};
  link_.reset();
  auto link = open_postgres(url_);
  if (!link) return tl::unexpected(link.error());
  link_ = std::move(*link);
  return {};
}

// --- A transaction

Result<void> PostgresEngine::begin(Part part) {
  if (link_->is_broken()) return fail(link_->why_broken());
  link_->order(part == Part::all ? "BEGIN" : "BEGIN READ ONLY");
  return {};
}

Result<void> PostgresEngine::commit() {
  link_->order("COMMIT");
  const auto done = link_->wait();
  if (!done) return tl::unexpected(done.error());
  return {};
}

void PostgresEngine::roll_back() {
  link_->order("ROLLBACK");
  static_cast<void>(link_->wait());
}

Result<void> PostgresEngine::write_something() {
  link_->order("UPDATE schema_version SET uvchat = uvchat");
  const auto done = link_->wait();
  if (!done) return tl::unexpected(done.error());
  return {};
}

// --- Statements

Result<std::vector<Done>> PostgresEngine::run(std::span<const Plan> plans) {
  std::vector<Done> all;
  all.reserve(plans.size());
  if (auto done = run_group(plans, all); !done) return tl::unexpected(done.error());
  return all;
}

Result<void> PostgresEngine::run_group(std::span<const Plan> plans, std::vector<Done>& all) {
  if (plans.empty()) return {};
  link_->order("SAVEPOINT change");
  for (const Plan& plan : plans) {
    if (plan.kept != nullptr) send_lines(*plan.kept);
    for (const Step& step : plan.steps) link_->send(step.sql.postgres, step.values);
    if (plan.erases) uncleared_ = postgres_tables_of_accounts().size();
  }
  auto said = link_->wait();
  if (!said) return tl::unexpected(said.error());
  std::vector<Done> group;
  std::span<Said> left(*said);
  for (const Plan& plan : plans) {
    auto done = what_is_done(plan, left.first(statements_of(plan)));
    if (!done) return tl::unexpected(done.error());
    left = left.subspan(statements_of(plan));
    group.push_back(std::move(*done));
    if (group.back().outcome != Outcome::done) break;
  }
  const bool is_done = group.back().outcome == Outcome::done;
  if (!is_done) link_->order("ROLLBACK TO SAVEPOINT change");
  link_->order("RELEASE SAVEPOINT change");
  if (is_done || plans.size() == 1) {
    std::move(group.begin(), group.end(), std::back_inserter(all));
    return {};
  }
  if (auto done = run_group(plans.first(plans.size() / 2), all); !done) return done;
  return run_group(plans.subspan(plans.size() / 2), all);
}

// --- Order in the database

bool PostgresEngine::tidy_database(const Upkeep&) {
  const auto tables = postgres_tables_of_accounts();
  if (uncleared_ == 0 || link_ == nullptr || link_->is_broken()) return false;
  link_->order(std::string("VACUUM ") + tables[--uncleared_]);
  static_cast<void>(link_->wait());
  return uncleared_ > 0;
}

}  // namespace uvchat::store
