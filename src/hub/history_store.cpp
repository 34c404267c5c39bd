// What history asks the store for, and what becomes of it.

#include <algorithm>
#include <span>
#include <utility>

#include "hub/history.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::uint64_t ask_again_ms = 1'100;
// A commit costs the same for one line as for some. Who must not wait for it gathers them: for so
// long, a part of the 100 ms that a relaxed history may be behind, or until they are so much.
constexpr std::uint64_t gather_ms = 40;
constexpr std::size_t gathered_bytes_max = 1024 * 1024;
// What is kept of a room is erased in small steps, and nobody needs its number soon.
constexpr std::uint64_t free_again_ms = 30'000;
constexpr std::size_t asked_at_once_max = 64;
constexpr std::size_t batches_max = 64;  // that questions make

}  // namespace

void History::add_errand(store::Request request, std::uint64_t after) {
  errands_.push_back({std::move(request), after});
  ++errands_ever_;
}

void History::free(store::RoomNumber room) {
  ended_.push_front({room, batch_of_what_came(), errands_ever_});
}

void History::tick(Now now) {
  mono_ms_ = now.mono_ms;
  if (!strict_) return;
  if (take_backs_ == 0) taken_back_.forget_until(mono_ms_);
  for (Batch& batch : batches_) {
    if (!batch.is_done && mono_ms_ >= batch.begun_ms + limits::strict_commit_ms_max) {
      give_up(batch, store::unavailable("the database does not answer"));
    }
  }
}

// Events stay: they have happened.
void History::give_up(Batch& batch, const store::Answer& answer) {
  if (batch.is_given_up) return;
  batch.is_given_up = true;
  std::vector<store::StoredLine> events;
  std::vector<store::LinePlace> said;
  for (const store::StoredLine& line : *batch.lines.lines) {
    store::is_event(line.kind) ? events.push_back(line) : said.push_back({line.room, line.key});
  }
  batch.lines.lines = std::make_shared<const std::vector<store::StoredLine>>(std::move(events));
  take_back(said);
  settled_.push_back({batch.number, answer});
}

void History::ask(const Ask& ask) {
  if (!enabled_) return;
  note_gaps();
  if (batches_.empty() && !next_.empty() && is_gathered()) begin_batch();
  for (Batch& batch : batches_) {
    if (!batch.is_done && mono_ms_ >= batch.asked.due_ms) ask_for(ask, batch);
  }
  ask_for_errands(ask);
  ask_to_free(ask);
}

void History::flush(Now now, const Ask& ask) {
  if (next_.empty() || is_behind()) return;
  mono_ms_ = now.mono_ms;  // it may be long since the last tick
  begin_batch();
  ask_for(ask, batches_.back());
}

bool History::is_gathered() const {
  return strict_ || mono_ms_ >= gather_until_ms_ || next_.bytes >= gathered_bytes_max;
}

// Each batch takes some memory, however small it is, and each is asked for again. Of a strict
// history each line waits for a batch that has its own time.
bool History::is_behind() const {
  const auto is_late = [](const Batch& batch) { return !batch.is_done && batch.is_doubtful; };
  return batches_.size() >= batches_max ||
         (!strict_ && std::any_of(batches_.begin(), batches_.end(), is_late));
}

void History::begin_batch() {
  gather_until_ms_ = mono_ms_ + gather_ms;
  Growing grown = std::exchange(next_, {});
  std::vector<store::RoomName> names;
  for (auto& [room, fold] : grown.rooms) names.push_back({room, std::move(fold)});
  batches_bytes_ += grown.bytes;
  batches_.push_back(
      {.lines = {std::make_shared<const std::vector<store::StoredLine>>(std::move(grown.lines)),
                 std::move(grown.talks), std::move(names)},
       .bytes = grown.bytes,
       .number = ++batches_begun_,
       .begun_ms = mono_ms_,
       .talks = std::move(grown.spoken_in)});
}

void History::ask_for(const Ask& ask, Batch& batch) {
  batch.lines.is_asked_again = batch.asked.number != 0;
  if (batch.lines.is_asked_again) doubt(batch);
  batch.asked = {++askings_, mono_ms_ + 2 * limits::answer_ms_max};
  ask(batch.lines,
      [this, number = batch.number, asking = askings_](const store::Answer& answer, Now now) {
        answered_batch(number, asking, answer, now);
      });
}

// That an earlier asking was answered late is as good.
void History::answered_batch(std::uint64_t number, std::uint64_t asking,
                             const store::Answer& answer, Now now) {
  const auto batch = std::find_if(batches_.begin(), batches_.end(),
                                  [&](const Batch& b) { return b.number == number; });
  if (batch == batches_.end() || batch->is_done) return;
  if (answer.outcome == store::Outcome::unavailable) {
    if (asking == batch->asked.number) batch->asked.due_ms = now.mono_ms + ask_again_ms;
    if (strict_) give_up(*batch, answer);
    doubt(*batch);
    const store::KeepLines& left = batch->lines;
    if (!left.lines->empty() || !left.talks.empty() || !left.rooms.empty()) return;
  }
  if (strict_ && !batch->is_given_up) settled_.push_back({number, answer});
  done(*batch);
}

void History::done(Batch& batch) {
  batch.is_done = true;
  for (const store::RoomNumber room : batch.rooms) unstored_.stored(room);
  while (!batches_.empty() && batches_.front().is_done) {
    batches_bytes_ -= batches_.front().bytes;
    batches_.pop_front();
  }
}

// --- What a page lacks

// Of a strict history nobody has heard what is said before it is stored.
std::vector<Unstored::Missing> History::told_in(std::span<const store::StoredLine> lines,
                                                const SpokenIn& talks) const {
  std::map<store::RoomNumber, ToldTimes> told;
  for (const store::StoredLine& line : lines) {
    if (strict_ && !store::is_event(line.kind)) continue;
    told[line.room].add(hearers_of(line), {line.key.time_us, line.key.time_us});
  }
  std::vector<Unstored::Missing> missing;
  for (auto& [room, times] : told) {
    const auto talk = talks.find(room);
    const store::Talk in = talk != talks.end() ? talk->second : store::Talk{0, 0, room};
    missing.push_back({in, std::move(times)});
  }
  return missing;
}

void History::doubt(Batch& batch) {
  if (std::exchange(batch.is_doubtful, true)) return;
  for (const Unstored::Missing& missing : told_in(*batch.lines.lines, batch.talks)) {
    unstored_.add(missing);
    batch.rooms.push_back(missing.in.number);
  }
}

// Each line once.
void History::look_at_what_waits() {
  const auto lines = std::span(std::as_const(next_.lines)).subspan(next_.looked_at);
  for (const Unstored::Missing& missing : told_in(lines, next_.spoken_in)) {
    next_.missing.add(missing);
  }
  next_.looked_at = next_.lines.size();
}

// Up to this batch. Each is looked at once.
void History::doubt_unanswered(std::uint64_t last) {
  const std::uint64_t batches_done = batches_begun_ - batches_.size();
  doubted_until_ = std::max(doubted_until_, batches_done);
  for (; doubted_until_ < last; ++doubted_until_) {
    Batch& batch = batches_[doubted_until_ - batches_done];
    if (!batch.is_done) doubt(batch);
  }
}

History::Reading History::begin_reading(std::vector<store::Reader> readers) {
  look_at_what_waits();
  Reading reading{.question = unstored_.question(), .batches = batches_begun_};
  for (const store::Reader& reader : readers) {
    ToldTimes told = next_.missing.told_in(reader.room);
    const auto add = [&](const Lost& lost) { told.add(lost.hearers, lost.told); };
    auto lost = lost_.lower_bound({reader.room, {}});
    for (; lost != lost_.end() && lost->first.first == reader.room; ++lost) add(lost->second);
    const auto [begin, end] = gaps_asked_for_.equal_range(reader.room);
    for (auto gap = begin; gap != end; ++gap) add(gap->second);
    reading.missing.extend(told.known_to(reader));
  }
  reading.readers = std::move(readers);
  return reading;
}

History::Reading History::begin_reading_talks(store::AccountId account) {
  look_at_what_waits();
  Reading reading{.account = account, .question = unstored_.question(), .batches = batches_begun_};
  reading.talks_missing = next_.missing.in_talks_of(account, next_.missing.question());
  const auto add = [&](const Lost& lost) {
    const bool is_its = lost.in.low == account || lost.in.high == account;
    if (!is_its) return;
    Unstored::add_to(reading.talks_missing,
                     Unstored::Talks{{lost.in.number, {lost.in, lost.told}}});
  };
  for (const auto& [place, lost] : lost_) add(lost);
  for (const auto& [room, lost] : gaps_asked_for_) add(lost);
  return reading;
}

// What the store had refused at the time may be stored by now, and what it had been asked for may
// be refused by now.
TimeSpan History::missing_in_page(const Reading& reading) {
  doubt_unanswered(reading.batches);
  TimeSpan missing = unstored_.known_to(reading.readers, reading.question);
  missing.extend(reading.missing);
  return missing;
}

Unstored::Talks History::missing_in_talks(const Reading& reading) {
  doubt_unanswered(reading.batches);
  Unstored::Talks missing = unstored_.in_talks_of(reading.account, reading.question);
  Unstored::add_to(missing, reading.talks_missing);
  return missing;
}

// --- Errands

void History::ask_for_errands(const Ask& ask) {
  const std::uint64_t batches_done = batches_begun_ - batches_.size();
  const std::size_t end = std::min(errands_.size(), asked_at_once_max);
  for (std::size_t i = 0; i < end; ++i) {
    Errand& errand = errands_[i];
    const bool must_wait = errand.after > batches_done || mono_ms_ < errand.asked.due_ms;
    if (errand.is_done || must_wait) continue;
    errand.asked = {++askings_, mono_ms_ + 2 * limits::answer_ms_max};
    ask(errand.request, [this, number = askings_](const store::Answer& answer, Now now) {
      answered_errand(number, answer, now);
    });
  }
}

void History::answered_errand(std::uint64_t number, const store::Answer& answer, Now now) {
  const auto errand = std::find_if(errands_.begin(), errands_.end(), [number](const Errand& e) {
    return !e.is_done && e.asked.number == number;
  });
  if (errand == errands_.end()) return;
  errand->asked = {0, now.mono_ms + ask_again_ms};
  if (answer.outcome == store::Outcome::unavailable) return;
  errand->is_done = true;
  done(*errand, answer);
  while (!errands_.empty() && errands_.front().is_done) errands_.pop_front();
}

void History::done(const Errand& errand, const store::Answer& answer) {
  if (std::holds_alternative<store::TakeBack>(errand.request)) --take_backs_;
  if (const auto* gap = std::get_if<store::KeepGap>(&errand.request)) {
    const auto [begin, end] = gaps_asked_for_.equal_range(gap->room);
    const auto asked_for = std::find_if(
        begin, end, [&](const auto& each) { return each.second.told.from_us == gap->from_us; });
    if (asked_for != end) gaps_asked_for_.erase(asked_for);
  }
  const bool is_epoch = std::holds_alternative<store::BeginEpoch>(errand.request);
  if (!is_epoch || answer.outcome != store::Outcome::done) return;  // or none is left
  epoch_ = std::max(epoch_, answer.epoch);
  epoch_is_asked_for_ = false;
}

void History::ask_to_free(const Ask& ask) {
  while (!being_freed_.empty() && mono_ms_ >= being_freed_.begin()->second.due_ms) {
    ended_.push_front(being_freed_.begin()->second);  // nobody has answered
    being_freed_.erase(being_freed_.begin());
  }
  const std::uint64_t batches_done = batches_begun_ - batches_.size();
  const std::uint64_t errands_done = errands_ever_ - errands_.size();
  while (!ended_.empty() && being_freed_.size() < asked_at_once_max) {
    Ended next = ended_.front();
    const bool is_named = next.batch > batches_done || next.errands > errands_done;
    if (is_named || mono_ms_ < next.due_ms) return;
    ended_.pop_front();
    next.due_ms = mono_ms_ + 2 * limits::answer_ms_max;
    being_freed_.emplace(++askings_, next);
    ask(store::FreeRoom{next.room},
        [this, number = askings_](const store::Answer& answer, Now now) {
          answered_free(number, answer, now);
        });
  }
}

void History::answered_free(std::uint64_t number, const store::Answer& answer, Now now) {
  const auto freed = being_freed_.find(number);
  if (freed == being_freed_.end()) return;
  Ended ended = freed->second;
  being_freed_.erase(freed);
  if (answer.outcome == store::Outcome::done) return free_numbers_.push_back(ended.room);
  ended.due_ms = now.mono_ms + free_again_ms;  // some of it is left, or the store is away
  ended_.push_back(ended);
}

void History::ask_for_all(const Ask& ask) {
  if (!enabled_) return;
  if (!next_.empty()) begin_batch();
  for (Batch& batch : batches_) {
    if (!batch.is_done) ask_for(ask, batch);
  }
  batches_.clear();
  for (; !errands_.empty(); errands_.pop_front()) {
    if (!errands_.front().is_done) ask(errands_.front().request, [](const store::Answer&, Now) {});
  }
}

}  // namespace uvchat::hub
