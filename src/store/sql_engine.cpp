#include "store/sql_engine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace uvchat::store {

Result<void> SqlEngine::probe() {
  if (auto reached = reach(); !reached) return reached;
  if (auto begun = begin(Part::all); !begun) return begun;
  if (auto written = write_something(); !written) {
    roll_back();
    return written;
  }
  return commit();
}

Result<Contents> SqlEngine::contents() {
  const std::array<Plan, 1> all{Plan{contents_steps(), {}, true}};
  auto begun = reach();
  if (begun) begun = begin(Part::questions);
  if (!begun) return tl::unexpected(begun.error());
  auto ran = run(all);
  roll_back();
  auto contents = ran ? read_contents(ran->front().rows) : tl::unexpected(ran.error());
  if (!contents) return fail(place() + (place().empty() ? "" : ": ") + contents.error().text);
  return contents;
}

// What can be asked while nothing can be changed is answered all the same.
std::vector<Answer> SqlEngine::carry_out(std::span<const Request> requests) {
  if (const auto reached = reach(); !reached) {
    return std::vector<Answer>(requests.size(), unavailable(reached.error().text));
  }
  std::vector<Answer> answers(requests.size());
  if (std::all_of(requests.begin(), requests.end(), is_question)) {
    carry_out_together(requests, Part::questions, answers);
  } else if (const auto begun = begin(Part::all); !begun) {
    for (Answer& answer : answers) answer = unavailable(begun.error().text);
    carry_out_together(requests, Part::questions, answers);
  } else if (const auto done = go_on(requests, Part::all, answers); !done) {
    if (commit_failed_ && is_in_doubt()) {
      refuse(requests, Part::all, done.error().text, answers);
    } else {
      carry_out_one_by_one(requests, answers);
    }
  }
  return answers;
}

void SqlEngine::carry_out_together(std::span<const Request> requests, Part part,
                                   std::vector<Answer>& answers) {
  commit_failed_ = false;
  auto done = begin(part);
  if (done) done = go_on(requests, part, answers);
  if (!done) refuse(requests, part, done.error().text, answers);
}

void SqlEngine::refuse(std::span<const Request> requests, Part part, const std::string& why,
                       std::vector<Answer>& answers) const {
  const bool may_be_done = commit_failed_ && is_in_doubt();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const bool is_change = !is_question(requests[i]);
    if (part == Part::questions && is_change) continue;
    answers[i] = unavailable(why);
    answers[i].in_doubt = may_be_done && is_change;
  }
}

// Where a table is damaged only the changes of that table must fail.
void SqlEngine::carry_out_one_by_one(std::span<const Request> requests,
                                     std::vector<Answer>& answers) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    std::vector<Answer> answer(1);
    const Part part = is_question(requests[i]) ? Part::questions : Part::all;
    carry_out_together(requests.subspan(i, 1), part, answer);
    answers[i] = std::move(answer[0]);
  }
}

// After begin().
Result<void> SqlEngine::go_on(std::span<const Request> requests, Part part,
                              std::vector<Answer>& answers) {
  commit_failed_ = false;
  std::vector<Plan> plans;
  std::vector<Answer*> told;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (part == Part::questions && !is_question(requests[i])) continue;
    plans.push_back(plan_of(requests[i]));
    has_kept_ = has_kept_ || plans.back().kept != nullptr;
    told.push_back(&answers[i]);
  }
  auto ran = run(plans);
  if (!ran) {
    roll_back();
    return tl::unexpected(ran.error());
  }
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Done& done = (*ran)[i];
    const bool has_more = done.outcome == Outcome::done && plans[i].read;
    *told[i] = has_more ? plans[i].read(done.rows) : Answer{.outcome = done.outcome};
  }
  auto committed = commit();
  commit_failed_ = !committed;
  return committed;
}

}  // namespace uvchat::store
