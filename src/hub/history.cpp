#include "hub/history.h"

#include <algorithm>
#include <utility>

#include "hub/msgid.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/random.h"

namespace uvchat::hub {
namespace {

constexpr std::uint64_t count_mask = (std::uint64_t{1} << msgid_count_bits) - 1;
constexpr std::uint64_t n_mask = (std::uint64_t{1} << msgid_n_bits) - 1;
constexpr std::uint64_t taken_back_ms = 60'000;  // longer than any answer is waited for
constexpr std::size_t name_bytes = 100;          // of an entry, beside the name

// Two starts seldom have the same; where nothing is stored that and the time tell their messages
// apart.
std::uint64_t any_epoch(std::uint64_t seed) {
  constexpr std::uint64_t epochs = std::uint64_t{1} << (msgid_n_bits - msgid_count_bits);
  return SeededRandom(seed).next() % epochs;
}

}  // namespace

History::History(const HistorySettings& settings, std::uint64_t seed)
    : enabled_(settings.enabled),
      strict_(settings.enabled && settings.is_strict),
      backlog_bytes_max_(settings.backlog_bytes_max),
      epoch_(settings.epoch != 0 ? settings.epoch : any_epoch(seed)),
      unkept_n_(epoch_ << msgid_count_bits) {
  const store::HistoryContents& kept = settings.kept;
  for (const store::PastRoom& room : kept.rooms) {
    Past past{.number = room.number, .spoken_us = room.last_us, .spoken_closed = room.is_closed};
    last_number_ = std::max(last_number_, room.number);
    rooms_left_.emplace(room.fold, std::move(past));
  }
  for (const store::Talk& talk : kept.talks) {
    last_number_ = std::max(last_number_, talk.number);
    talks_[{talk.low, talk.high}].number = talk.number;
  }
  for (const store::RoomNumber orphan : kept.orphans) {
    last_number_ = std::max(last_number_, orphan);
    free(orphan);
  }
}

// --- Places

// While the store is away rooms may begin and end, and their numbers wait for it.
store::RoomNumber History::take_number() {
  if (ended_.size() + being_freed_.size() >= limits::history_ended_rooms_max) return 0;
  if (!free_numbers_.empty()) {
    const store::RoomNumber number = free_numbers_.back();
    free_numbers_.pop_back();
    return number;
  }
  return last_number_ < store::room_number_max ? ++last_number_ : 0;
}

bool History::begin(Past& past, std::string_view fold) {
  if (past.number == 0) {
    past.number = take_number();
    if (past.number != 0 && !fold.empty()) name(past.number, fold);
  }
  return past.number != 0;
}

// The last name of a room that is there is all that counts.
void History::name(store::RoomNumber room, std::string_view fold) {
  forget_name(room);
  next_.rooms.emplace(room, fold);
  next_.bytes += name_bytes + fold.size();
}

void History::forget_name(store::RoomNumber room) {
  const auto name = next_.rooms.find(room);
  if (name == next_.rooms.end()) return;
  next_.bytes -= name_bytes + name->second.size();
  next_.rooms.erase(name);
}

// A room that has used all of its numbers in an epoch goes on in a newer one.
void History::count_on(Past& past) {
  const std::uint64_t epoch = past.next_n >> msgid_count_bits;
  if (epoch < epoch_) past.next_n = epoch_ << msgid_count_bits;
  if (epoch != epoch_ || (past.next_n & count_mask) < count_mask / 2 || epoch_is_asked_for_) return;
  epoch_is_asked_for_ = true;
  add_errand(store::BeginEpoch{});
}

Place History::next_place(Past& past, std::string_view fold, std::int64_t wall_us) {
  if (past.next_n == 0) past.next_n = epoch_ << msgid_count_bits;
  // The last number of an epoch is never given: behind it a newer one has begun, or none is left.
  const bool is_full = (past.next_n & count_mask) == count_mask;
  if (!enabled_ || (is_full && past.next_n >> msgid_count_bits == epoch_) || !begin(past, fold)) {
    return {};
  }
  if (is_full || (past.next_n & count_mask) >= count_mask / 2) count_on(past);
  past.last_us = std::max(wall_us, past.last_us + 1);
  return {past.number, {.time_us = past.last_us, .node = 1, .n = past.next_n++}};
}

Place History::unkept_place(std::int64_t wall_us, std::uint16_t node) {
  const Place place{0, {.time_us = wall_us, .node = node, .n = unkept_n_}};
  unkept_n_ = (unkept_n_ + 1) & n_mask;
  return place;
}

Past* History::find_talk(store::AccountId one, store::AccountId other) {
  const auto at = talks_.find(std::minmax(one, other));
  return at == talks_.end() ? nullptr : &at->second;
}

Past& History::talk(store::AccountId one, store::AccountId other) {
  const std::pair<store::AccountId, store::AccountId> both = std::minmax(one, other);
  Past& past = talks_[both];
  if (past.number == 0 && begin(past, {})) {
    next_.talks.push_back({both.first, both.second, past.number});
    next_.bytes += sizeof(store::Talk);
  }
  return past;
}

Past History::take_room(std::string_view fold) {
  const auto at = rooms_left_.find(fold);
  if (at == rooms_left_.end()) return {};
  Past past = std::move(at->second);
  rooms_left_.erase(at);
  return past;
}

void History::free_rooms_left() {
  for (const auto& [fold, past] : rooms_left_) free(past.number);
  rooms_left_.clear();
}

// --- What is kept

void History::keep(store::StoredLine line, const store::Talk& talk) {
  UVCHAT_ASSERT(enabled_ && line.room != 0);
  const std::size_t bytes = bytes_of(line);
  if (waiting_bytes() + bytes > backlog_bytes_max_) return lose(line, talk);
  next_.bytes += bytes;
  if (talk.number != 0) next_.spoken_in[talk.number] = talk;
  next_.lines.push_back(std::move(line));
}

bool History::takes_speech() const {
  if (!strict_) return true;
  const auto is_given_up = [](const Batch& batch) { return batch.is_given_up; };
  return take_backs_ == 0 && std::none_of(batches_.begin(), batches_.end(), is_given_up) &&
         !is_over(backlog_bytes_max_ / 2);
}

// Before everything else that is not asked for yet: nothing is stored until it is certain that
// these are not.
void History::take_back(const std::vector<store::LinePlace>& lines) {
  taken_back_.add(lines, mono_ms_ + taken_back_ms);
  auto at = std::find_if(errands_.begin(), errands_.end(), [](const Errand& errand) {
    return !errand.is_done && errand.asked.number == 0;
  });
  for (std::size_t begin = 0; begin < lines.size(); begin += limits::taken_back_max) {
    const std::size_t end = std::min(lines.size(), begin + limits::taken_back_max);
    store::TakeBack request;
    request.lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                         lines.begin() + static_cast<std::ptrdiff_t>(end));
    at = std::next(errands_.insert(at, {std::move(request)}));
    ++errands_ever_;
    ++take_backs_;
    for (Ended& ended : ended_) ++ended.errands;  // it stands before those that may name them
  }
}

void History::lose(const store::StoredLine& line, const store::Talk& talk) {
  const Hearers hearers = hearers_of(line);
  Lost& lost = lost_[{line.room, hearers}];
  lost.in = {talk.low, talk.high, line.room};
  lost.hearers = hearers;
  lost.told.extend({line.key.time_us, line.key.time_us});
  ++lost.count;
}

// When there is room again. That of a talk waits until the talk has begun.
void History::note_gaps() {
  if (lost_.empty() || is_over(backlog_bytes_max_ / 2)) return;
  for (const auto& [place, lost] : lost_) {
    const bool is_talk = lost.in.low != 0;
    add_errand(store::KeepGap{.room = lost.in.number,
                              .from_us = lost.told.from_us,
                              .to_us = lost.told.to_us,
                              .lost = lost.count,
                              .audience = lost.hearers.audience,
                              .is_closed = lost.hearers.is_closed,
                              .is_event = lost.hearers.is_event},
               is_talk ? batch_of_what_came() : 0);
    gaps_asked_for_.emplace(lost.in.number, lost);
  }
  lost_.clear();
}

void History::note_join(Past& past, store::AccountId account, std::int64_t at_us) {
  if (!enabled_ || past.number == 0) return;
  const auto at = std::lower_bound(past.joined.begin(), past.joined.end(), account);
  if (at != past.joined.end() && *at == account) return;
  if (errands_.size() >= limits::history_errands_max) return;  // a later joining counts
  past.joined.insert(at, account);
  add_errand(store::NoteJoin{past.number, account, at_us});
}

void History::set_marker(store::SetMarker marker) {
  for (Errand& errand : errands_) {
    auto* waiting = std::get_if<store::SetMarker>(&errand.request);
    const bool is_same = waiting != nullptr && waiting->account == marker.account &&
                         waiting->target == marker.target;
    if (is_same && !errand.is_done && errand.asked.number == 0) {
      waiting->time_ms = std::max(waiting->time_ms, marker.time_ms);
      return;
    }
  }
  if (errands_.size() < limits::history_errands_max) add_errand(std::move(marker));
}

void History::forget_account(store::AccountId account) {
  std::erase_if(talks_, [&](const auto& talk) {
    if (talk.first.first != account && talk.first.second != account) return false;
    end(talk.second);
    return true;
  });
}

void History::erase_what_comes(const store::EraseLines& erased) {
  if (!batches_.empty() || !next_.empty()) add_errand(erased, batch_of_what_came());
}

void History::renamed(const Past& past, std::string_view fold) {
  if (past.number != 0) name(past.number, fold);
}

void History::end(const Past& past) {
  if (past.number == 0) return;
  lost_.erase(lost_.lower_bound({past.number, {}}), lost_.lower_bound({past.number + 1, {}}));
  forget_name(past.number);
  free(past.number);
}

}  // namespace uvchat::hub
