#include "store/postgres_reader.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "store/postgres_open.h"

namespace uvchat::store {
namespace {

// The server ends it first, so that nothing of it goes on there.
constexpr std::chrono::milliseconds slack{250};

}  // namespace

Answer PostgresReader::read(const Request& question) {
  const Plan plan = plan_of(question);
  auto said = ask(plan);
  if (stops_.load(std::memory_order_relaxed)) return unavailable("the server ends");
  if (!said && link_ != nullptr && link_->was_out_of_time()) return {Outcome::out_of_time};
  if (!said) return unavailable(said.error().text);
  auto done = what_is_done(plan, *said);
  if (!done) return unavailable(done.error().text);
  if (done->outcome != Outcome::done || !plan.read) return {.outcome = done->outcome};
  return plan.read(done->rows);
}

Result<void> PostgresReader::reach() {
  if (stops_.load(std::memory_order_relaxed)) return fail("the server ends");
  if (link_ != nullptr) link_->look();
  if (link_ != nullptr && !link_->is_broken()) return {};
  link_.reset();
  auto link = open_postgres_to_read(url_);
  if (!link) return tl::unexpected(link.error());
  link_ = std::move(*link);
  return {};
}

// All in one piece. A statement that fails takes those behind it with it, and its transaction is to
// be ended.
Result<std::vector<Said>> PostgresReader::ask(const Plan& plan) {
  if (auto reached = reach(); !reached) return tl::unexpected(reached.error());
  const auto time_max = std::chrono::milliseconds(plan.time_max_ms);
  link_->give_up_at(std::chrono::steady_clock::now() + time_max + slack, stops_);
  link_->order("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ");
  link_->order("SET LOCAL statement_timeout = " + std::to_string(plan.time_max_ms));
  for (const Step& step : plan.steps) link_->send(step.sql.postgres, step.values);
  link_->order("COMMIT");
  auto said = link_->wait();
  const auto is_done = [](const Said& one) { return one.what == Said::What::done; };
  const bool is_ended = said && std::all_of(said->begin(), said->end(), is_done);
  if (!is_ended && !link_->is_broken()) {
    link_->order("ROLLBACK");
    static_cast<void>(link_->wait());
  }
  return said;
}

}  // namespace uvchat::store
