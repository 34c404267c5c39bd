#include "store/store.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "uvchat/base/limits.h"

namespace uvchat::store {
namespace {

constexpr auto pause = std::chrono::seconds(1);  // before it tidies, and between attempts
constexpr std::uint64_t long_journal_bytes = 256 * 1024 * 1024;

}  // namespace

Store::Store(std::unique_ptr<Engine> engine, LogSink& log, OnAnswer on_answer)
    : engine_(std::move(engine)),
      log_(log),
      on_answer_(std::move(on_answer)),
      thread_([this] { work(); }) {}

Store::~Store() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  asked_.notify_one();
  thread_.join();
}

void Store::ask(Asked&& request) {
  {
    const std::lock_guard lock(mutex_);
    const bool is_ban = std::holds_alternative<ChangeBan>(request.request);
    if (is_ban || figures_.waiting < waiting_max) {
      waiting_.push_back(std::move(request));
      ++figures_.waiting;
      asked_.notify_one();
      return;
    }
  }
  on_answer_({request.ticket, unavailable("too much waits for the database")});
}

Figures Store::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

void Store::work() {
  std::vector<Asked> taken;
  while (take(taken)) {
    if (!taken.empty()) {
      carry_out(taken);
    } else if (is_away_) {
      try_again();
    } else {
      is_tidy_ = !engine_->tidy();
    }
  }
  if (!owed_.empty()) try_again();
}

// Nothing is taken if nobody asks for a while. False: it ends, and all has been done.
bool Store::take(std::vector<Asked>& taken) {
  taken.clear();
  std::unique_lock lock(mutex_);
  const auto has_come = [this] { return ends_ || !waiting_.empty(); };
  if (is_tidy_ && !is_away_) {
    asked_.wait(lock, has_come);
  } else {
    asked_.wait_for(lock, pause, has_come);
  }
  taken.swap(waiting_);
  return !ends_ || !taken.empty();
}

// The answers of what is owed have been given; those of what was taken are returned.
std::vector<Answer> Store::do_owed_and(std::vector<Asked>& taken) {
  std::vector<Request> requests;
  for (auto& [mask, change] : owed_) requests.emplace_back(std::move(change));
  owed_.clear();
  const std::size_t owed = requests.size();
  for (Asked& asked : taken) requests.push_back(std::move(asked.request));
  std::vector<Answer> answers = engine_->carry_out(requests);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    keep_account(requests[i], answers[i].outcome == Outcome::unavailable);
  }
  answers.erase(answers.begin(), answers.begin() + static_cast<std::ptrdiff_t>(owed));
  is_tidy_ = false;
  return answers;
}

void Store::carry_out(std::vector<Asked>& taken) {
  std::vector<Answer> answers = do_owed_and(taken);
  const auto refused = std::find_if(answers.begin(), answers.end(), [](const Answer& answer) {
    return answer.outcome == Outcome::unavailable;
  });
  note(refused == answers.end() ? std::string() : refused->why, taken.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    on_answer_({taken[i].ticket, std::move(answers[i])});
  }
}

void Store::try_again() {
  if (auto can = engine_->probe(); !can) return note(can.error().text, 0);
  std::vector<Asked> nothing;
  do_owed_and(nothing);
  note({}, 0);
}

// The last change of a mask is all that counts.
void Store::keep_account(const Request& request, bool is_owed) {
  const auto* change = std::get_if<ChangeBan>(&request);
  if (change == nullptr) return;
  const Mask mask(change->ban.kind, change->ban.mask);
  if (!is_owed) {
    owed_.erase(mask);
  } else if (owed_.size() < limits::server_bans_max) {
    owed_.insert_or_assign(mask, *change);
  }
}

void Store::note(const std::string& why_away, std::size_t answered) {
  tell_state(why_away);
  watch_journal();
  const std::lock_guard lock(mutex_);
  figures_.why_away = why_away;
  figures_.waiting -= answered;
  figures_.answered += answered;
  if (answered > 0) ++figures_.commits;
  figures_.journal_bytes = engine_->journal_bytes();
}

void Store::tell_state(const std::string& why_away) {
  const bool was_away = std::exchange(is_away_, !why_away.empty());
  if (is_away_ && !was_away) log_.write(LogLevel::error, "store away", {{"reason", why_away}});
  if (!is_away_ && was_away) log_.write(LogLevel::info, "store back", {});
}

void Store::watch_journal() {
  const bool was_long =
      std::exchange(journal_is_long_, engine_->journal_bytes() > long_journal_bytes);
  if (journal_is_long_ && !was_long) {
    log_.write(LogLevel::warning, "journal of the store is long: another program reads for long",
               {{"bytes", engine_->journal_bytes()}});
  }
}

}  // namespace uvchat::store
