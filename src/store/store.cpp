#include "store/store.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "uvchat/base/limits.h"
#include "uvchat/base/thread_name.h"

namespace uvchat::store {
namespace {

constexpr auto pause = std::chrono::seconds(1);       // before it tidies, and between attempts
constexpr auto long_pause = std::chrono::minutes(1);  // for what only gets too old
constexpr int tidy_share = 5;                         // of the time, while something waits
constexpr const char* not_now = "the database cannot be used now";
constexpr std::uint64_t long_journal_bytes = 256 * 1024 * 1024;

std::int64_t wall_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}
std::int64_t wall_ms() { return wall_us() / 1'000; }

// About what a request takes while it waits: but for lines and rooms all are small.
std::size_t bytes_of(const Request& request) {
  std::size_t bytes = sizeof(Asked);
  const auto* keep = std::get_if<KeepLines>(&request);
  if (keep != nullptr && keep->lines != nullptr) {
    for (const StoredLine& line : *keep->lines) {
      bytes += sizeof(line) + line.source.size() + line.target.size() + line.words.size() +
               (line.text ? line.text->size() : 0) + line.tags.size();
    }
  }
  const auto* save = std::get_if<SaveRoom>(&request);
  if (save == nullptr) return bytes;
  for (const auto& [letter, entries] : save->room.lists) {
    for (const std::string& text : entries) bytes += sizeof(text) + text.size();
  }
  return bytes;
}

}  // namespace

Store::Store(std::unique_ptr<Engine> engine, LogSink& log, OnAnswer on_answer,
             std::chrono::milliseconds behind_max)
    : engine_(std::move(engine)),
      log_(log),
      on_answer_(std::move(on_answer)),
      behind_max_(behind_max),
      figures_{.engine = engine_->name(), .disk_bytes = engine_->disk_bytes()},
      pages_(start_reader()),
      searches_(start_reader()),
      thread_([this] { work(); }) {}

Store::~Store() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  has_come_.notify_one();
  for (ReaderThread* reader : {pages_.get(), searches_.get()}) {
    if (reader != nullptr) reader->end();
  }
  thread_.join();
}

std::unique_ptr<ReaderThread> Store::start_reader() {
  auto reader = engine_->make_reader();
  if (reader == nullptr) return nullptr;
  return std::make_unique<ReaderThread>(
      std::move(reader), [this](Answered&& answered) { take_read(std::move(answered)); });
}

ReaderThread* Store::reader_for(const Request& request) const {
  if (!is_slow_question(request)) return nullptr;
  return std::holds_alternative<SearchLines>(request) ? searches_.get() : pages_.get();
}

void Store::ask(Asked&& request) {
  ReaderThread* const reader = reader_for(request.request);
  const std::size_t bytes = bytes_of(request.request);
  {
    const std::lock_guard lock(mutex_);
    const bool is_ban = std::holds_alternative<ChangeBan>(request.request);
    const bool is_deed = std::holds_alternative<NoteDeed>(request.request);
    const bool are_lines = std::holds_alternative<KeepLines>(request.request);
    const bool are_too_many = figures_.waiting >= waiting_max + (is_deed ? deeds_owed_max : 0);
    const bool are_too_large = are_lines && figures_.queued_bytes >= queued_bytes_max;
    const bool are_too_slow = reader != nullptr && being_read_ >= questions_max;
    if (is_ban || !(are_too_many || are_too_large || are_too_slow)) {
      ++figures_.waiting;
      if (reader != nullptr) {
        ++being_read_;
        return reader->ask(std::move(request), asked_ever_);
      }
      figures_.queued_bytes += bytes;
      waiting_.push_back(std::move(request));
      ++asked_ever_;
      has_come_.notify_one();
      if (figures_.busy_ms != 0) tell_pace(Clock::now() - busy_since_, false);
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
  name_this_thread("store");
  std::vector<Asked> taken;
  while (take(taken)) {
    if (!taken.empty()) {
      carry_out(taken);
    } else if (is_away_) {
      try_again();
    }
    const bool may_tidy = taken.empty() || Clock::now() >= next_tidy_;
    if (!is_away_ && may_tidy) tidy();
  }
  if (owes()) try_again();
}

void Store::keep_at_most(const Retention& retention) {
  {
    const std::lock_guard lock(mutex_);
    retention_ = retention;
  }
  has_come_.notify_one();
}

void Store::tidy() {
  const Clock::time_point begun = Clock::now();
  Upkeep upkeep{.retention = {}, .now_us = wall_us(), .is_idle = begun - last_batch_ >= pause};
  {
    const std::lock_guard lock(mutex_);
    upkeep.retention = retention_;
  }
  has_untidy_ = engine_->tidy(upkeep);
  is_tidy_ = !has_untidy_ && upkeep.is_idle;
  const Clock::time_point now = Clock::now();
  next_tidy_ = now + (tidy_share - 1) * (now - begun);
  watch_index();
}

// Nothing is taken if nobody asks for a while. False: it ends, and all has been done.
bool Store::take(std::vector<Asked>& taken) {
  taken.clear();
  std::unique_lock lock(mutex_);
  figures_.busy_ms = 0;
  const auto may_go_on = [this] { return ends_ || !waiting_.empty(); };
  if (is_tidy_ && !is_away_) {
    has_come_.wait_for(lock, long_pause, may_go_on);
  } else if (!has_untidy_ || is_away_) {
    has_come_.wait_for(lock, pause, may_go_on);
  }
  taken.swap(waiting_);
  figures_.queued_bytes = 0;
  figures_.busy_ms = wall_ms();
  busy_since_ = Clock::now();
  return !ends_ || !taken.empty();
}

// The answers of what is owed have been given; those of what was taken are returned.
std::vector<Answer> Store::do_owed_and(std::vector<Asked>& taken) {
  std::vector<Request> requests;
  for (auto& [mask, change] : owed_) requests.emplace_back(std::move(change));
  for (NoteDeed& deed : owed_deeds_) requests.emplace_back(std::move(deed));
  owed_.clear();
  owed_deeds_.clear();
  const std::size_t owed = requests.size();
  for (Asked& asked : taken) {
    auto* lines = std::get_if<KeepLines>(&asked.request);
    if (lines != nullptr) lines->stored_us = wall_us();
    requests.push_back(std::move(asked.request));
  }
  std::vector<Answer> answers = engine_->carry_out(requests);
  has_written_ = false;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const bool is_refused = answers[i].outcome == Outcome::unavailable;
    has_written_ = has_written_ || (!is_refused && !is_question(requests[i]));
    keep_account(requests[i], is_refused);
  }
  answers.erase(answers.begin(), answers.begin() + static_cast<std::ptrdiff_t>(owed));
  is_tidy_ = false;
  last_batch_ = Clock::now();
  return answers;
}

void Store::carry_out(std::vector<Asked>& taken) {
  std::vector<Answer> answers = do_owed_and(taken);
  const auto is_refused = [](const Answer& answer) {
    return answer.outcome == Outcome::unavailable;
  };
  const auto refused = std::find_if(answers.begin(), answers.end(), is_refused);
  std::string why_away;
  if (refused != answers.end()) {
    why_away = refused->why;
  } else if (is_away_ && !has_written_) {
    why_away = figures_.why_away;  // what can be read may not be written yet
  }
  note(why_away, taken.size(),
       static_cast<std::size_t>(std::count_if(refused, answers.end(), is_refused)));
  for (std::size_t i = 0; i < taken.size(); ++i) {
    // What the database says names hosts and roles: that is for operators, who set bans, and for
    // the log.
    if (is_refused(answers[i]) && !std::holds_alternative<ChangeBan>(taken[i].request)) {
      answers[i] = answers[i].in_doubt ? in_doubt("the connection to the database broke")
                                       : unavailable(not_now);
    }
    on_answer_({taken[i].ticket, std::move(answers[i])});
  }
  let_readers_on(taken.size());
}

// Who hears what they have read has heard before what became of what was asked for before it.
void Store::let_readers_on(std::size_t carried_out) {
  const std::lock_guard lock(mutex_);
  carried_out_ += carried_out;
  for (ReaderThread* reader : {pages_.get(), searches_.get()}) {
    if (reader != nullptr) reader->written(carried_out_);
  }
}

// On a reader's thread.
void Store::take_read(Answered&& answered) {
  Answer& answer = answered.answer;
  const bool is_refused = answer.outcome == Outcome::unavailable;
  {
    const std::lock_guard lock(mutex_);
    --being_read_;
    --figures_.waiting;
    ++figures_.answered;
    figures_.refused += is_refused ? 1 : 0;
    figures_.out_of_time += answer.outcome == Outcome::out_of_time ? 1 : 0;
    const bool did_fail = std::exchange(reads_fail_, is_refused && !ends_);
    if (reads_fail_ && !did_fail) {
      log_.write(LogLevel::error, "what was said cannot be read", {{"reason", answer.why}});
    }
    if (did_fail && !is_refused) log_.write(LogLevel::info, "what was said can be read again", {});
  }
  if (is_refused) answer = unavailable(not_now);
  on_answer_(std::move(answered));
}

void Store::try_again() {
  if (auto can = engine_->probe(); !can) return note(can.error().text, 0, 0);
  std::vector<Asked> nothing;
  do_owed_and(nothing);
  note({}, 0, 0);
}

// The last change of a mask is all that counts; of deeds, each.
void Store::keep_account(const Request& request, bool is_owed) {
  if (const auto* deed = std::get_if<NoteDeed>(&request); deed != nullptr && is_owed) {
    if (owed_deeds_.size() == deeds_owed_max) owed_deeds_.pop_front();
    owed_deeds_.push_back(*deed);
  }
  const auto* change = std::get_if<ChangeBan>(&request);
  if (change == nullptr) return;
  const Mask mask(change->ban.kind, change->ban.mask);
  if (!is_owed) {
    owed_.erase(mask);
  } else if (owed_.size() < limits::server_bans_max) {
    owed_.insert_or_assign(mask, *change);
  }
}

void Store::note(const std::string& why_away, std::size_t answered, std::size_t refused) {
  tell_state(why_away);
  watch_journal();
  watch_index();
  const std::lock_guard lock(mutex_);
  if (why_away.empty()) {
    figures_.away_ms = 0;
  } else if (figures_.why_away.empty()) {
    figures_.away_ms = wall_ms();
  }
  figures_.why_away = why_away;
  figures_.waiting -= answered;
  figures_.answered += answered;
  figures_.refused += refused;
  figures_.owed = owed_.size() + owed_deeds_.size();
  figures_.engine = engine_->name();
  figures_.disk_bytes = engine_->disk_bytes();
  figures_.journal_bytes = engine_->journal_bytes();
  const Clock::time_point now = Clock::now();
  if (!why_away.empty()) {
    is_slow_ = false;  // it is worse than that
  } else if (answered > 0) {
    tell_pace(now - busy_since_, true);
  }
  if (answered > 0) {
    ++figures_.commits;
    note_batch(now);
  }
}

void Store::tell_state(const std::string& why_away) {
  const bool was_away = std::exchange(is_away_, !why_away.empty());
  if (is_away_ && !was_away) log_.write(LogLevel::error, "store away", {{"reason", why_away}});
  if (!is_away_ && was_away) log_.write(LogLevel::info, "store back", {});
}

// REQUIRES: mutex_ is held. `took`: what the batch that is under way, or has just ended, has taken
// so far.
void Store::tell_pace(Clock::duration took, bool has_ended) {
  const bool was_slow = is_slow_;
  is_slow_ = took >= slow || (was_slow && !has_ended);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  if (is_slow_ && !was_slow) log_.write(LogLevel::warning, "store slow", {{"ms", ms}});
  if (was_slow && !is_slow_) log_.write(LogLevel::info, "store no longer slow", {{"ms", ms}});
}

// REQUIRES: mutex_ is held.
void Store::note_batch(Clock::time_point now) {
  if (now >= minute_ends_) {
    slowest_us_[0] = std::exchange(slowest_us_[1], 0);
    minute_ends_ = now + std::chrono::minutes(1);
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - busy_since_);
  slowest_us_[1] = std::max(slowest_us_[1], static_cast<std::uint64_t>(took.count()));
  figures_.commits_us.add(static_cast<std::uint64_t>(took.count()));
  figures_.slowest_us = std::max(slowest_us_[0], slowest_us_[1]);
}

// It is told once, and when all is found again.
void Store::watch_index() {
  const std::uint64_t unindexed = engine_->unindexed();
  const std::lock_guard lock(mutex_);
  figures_.unindexed = unindexed;
  if (unindexed == 0) {
    figures_.unindexed_ms = 0;
    if (std::exchange(search_is_behind_, false)) {
      log_.write(LogLevel::info, "search finds all again", {});
    }
    return;
  }
  const Clock::time_point now = Clock::now();
  if (figures_.unindexed_ms == 0) {
    figures_.unindexed_ms = wall_ms();
    behind_since_ = now;
  }
  if (search_is_behind_ || now - behind_since_ < behind_max_) return;
  search_is_behind_ = true;
  log_.write(LogLevel::warning, "search is behind: it does not find the newest lines",
             {{"lines", unindexed}});
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
