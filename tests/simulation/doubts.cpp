#include "tests/simulation/doubts.h"

#include <algorithm>

namespace uvchat::simulation {
namespace {

void add(Doubts::Times& times, const Doubts::Times& others) {
  for (const auto& [heard, told] : others) times[heard].extend(told);
}

// Of a closed room they know what was told since they are there.
TimeSpan known_to(const Reading& reading, const Heard& heard, const TimeSpan& told) {
  if (heard.least_rank > reading.rank || (heard.is_event && !reading.events)) return {};
  if (!heard.is_closed) return told;
  if (told.to_us < reading.began_us) return {};
  return {std::max(told.from_us, reading.began_us), told.to_us};
}

}  // namespace

// Of a batch that is given up what happens is asked for again, without what was said.
Doubts::Batch* Doubts::known(const store::KeepLines& request) {
  for (Batch& batch : batches_) {
    if (batch.lines == request.lines) return &batch;
    if (batch.is_done || request.lines->empty()) continue;
    const auto& lines = *batch.lines;
    if (std::count(lines.begin(), lines.end(), request.lines->front()) > 0) return &batch;
  }
  return nullptr;
}

void Doubts::given(const store::KeepLines& request, std::uint64_t ticket) {
  if (request.lines == nullptr || request.lines->empty()) return;
  if (Batch* batch = known(request)) {
    batch->tickets.push_back(ticket);
    return doubt(*batch);
  }
  Batch& batch = batches_.emplace_back();
  batch.lines = request.lines;
  batch.tickets = {ticket};
  for (const store::StoredLine& line : *request.lines) {
    if (is_strict_ && !store::is_event(line.kind)) continue;
    batch.told[line.room][heard_of(line)].extend({line.key.time_us, line.key.time_us});
  }
}

void Doubts::doubt(Batch& batch) {
  if (std::exchange(batch.is_in_doubt, true)) return;
  for (const auto& told : batch.told) {
    const auto at = std::find_if(doubts_.begin(), doubts_.end(), [&](const Doubt& doubt) {
      return doubt.room == told.first && doubt.batches > 0;
    });
    Doubt& doubt = at != doubts_.end() ? *at : doubts_.emplace_back(Doubt{told.first, {}});
    add(doubt.told, told.second);
    ++doubt.batches;
  }
}

// Where a gap is asked for again, the first answer counts no more.
void Doubts::given(const store::KeepGap& gap, std::uint64_t ticket) {
  for (GapAsked& known : gaps_) {
    const bool is_it = known.gap.room == gap.room && known.gap.from_us == gap.from_us;
    if (is_it) return void(known.ticket = ticket);
  }
  gaps_.push_back({gap, ticket});
}

void Doubts::answered(std::uint64_t ticket, store::Outcome outcome) {
  const bool is_away = outcome == store::Outcome::unavailable;
  for (GapAsked& gap : gaps_) {
    if (gap.ticket != ticket) continue;
    gap.ticket = 0;
    if (!is_away) gap.asked_until = questions_;
    return;
  }
  for (Batch& batch : batches_) {
    if (std::erase(batch.tickets, ticket) == 0 || batch.is_done) continue;
    if (is_away) return doubt(batch);
    batch.is_done = true;
    if (!batch.is_in_doubt) return;
    for (Doubt& doubt : doubts_) {
      const bool is_over =
          doubt.batches > 0 && batch.told.contains(doubt.room) && --doubt.batches == 0;
      if (is_over) doubt.asked_until = questions_;
    }
    return;
  }
}

// In the store, for all that the hub knew when it asked the question.
bool Doubts::is_noted(const Said& line, store::RoomNumber room, std::uint64_t question) const {
  return std::any_of(gaps_.begin(), gaps_.end(), [&](const GapAsked& asked) {
    const store::KeepGap& gap = asked.gap;
    return gap.room == room && gap.from_us <= line.time_us && line.time_us <= gap.to_us &&
           heard_of(gap) == line.heard() && asked.asked_until < question;
  });
}

void Doubts::asked(const std::vector<Reading>& readings, Asked& asked) const {
  for (const Reading& one : readings) asked.readings[annals_.number_of(one.life)] = one;
  asked.batches = batches_.size();
  for (std::size_t at = 0; at < asked.end; ++at) {
    const Said& line = annals_.at(at);
    const store::RoomNumber room = annals_.number_of(line.life);
    const bool is_given = line.place.room != 0 || line.is_lost;
    if (is_given || is_noted(line, room, asked.question)) continue;
    asked.not_given[room][line.heard()].extend({line.time_us, line.time_us});
  }
}

// Of other rooms, too.
void Doubts::answered(const Asked& asked) {
  for (std::size_t at = 0; at < asked.batches; ++at) {
    if (!batches_[at].is_done) doubt(batches_[at]);
  }
}

// What the hub looks at apart: what of it somebody may know begins when they came.
std::vector<Doubts::Times> Doubts::parts_in(store::RoomNumber room, const Asked& asked) const {
  std::vector<Times> parts;
  const auto not_given = asked.not_given.find(room);
  if (not_given != asked.not_given.end()) parts.push_back(not_given->second);
  for (const Doubt& doubt : doubts_) {
    if (doubt.room == room && doubt.asked_until >= asked.question) parts.push_back(doubt.told);
  }
  return parts;
}

TimeSpan Doubts::missing_in(store::RoomNumber room, const Asked& asked) const {
  TimeSpan missing;
  for (const Times& part : parts_in(room, asked)) {
    for (const auto& [heard, told] : part) missing.extend(told);
  }
  return missing;
}

TimeSpan Doubts::missing(const Asked& asked) const {
  TimeSpan missing;
  for (const auto& [room, reading] : asked.readings) {
    for (const Times& part : parts_in(room, asked)) {
      for (const auto& [heard, told] : part) missing.extend(known_to(reading, heard, told));
    }
  }
  return missing;
}

bool Doubts::is_withheld(const Asked& asked) const {
  return missing(asked).empty() &&
         std::any_of(asked.readings.begin(), asked.readings.end(),
                     [&](const auto& each) { return !missing_in(each.first, asked).empty(); });
}

}  // namespace uvchat::simulation
