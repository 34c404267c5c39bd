#include "tests/simulation/doubts.h"

#include <algorithm>

namespace uvchat::simulation {

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
    batch.told[line.room].extend({line.key.time_us, line.key.time_us});
  }
}

void Doubts::doubt(Batch& batch) {
  if (std::exchange(batch.is_in_doubt, true)) return;
  for (const auto& told : batch.told) {
    const auto at = std::find_if(doubts_.begin(), doubts_.end(), [&](const Doubt& doubt) {
      return doubt.room == told.first && doubt.batches > 0;
    });
    Doubt& doubt = at != doubts_.end() ? *at : doubts_.emplace_back(Doubt{told.first, {}});
    doubt.told.extend(told.second);
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
           asked.asked_until < question;
  });
}

void Doubts::asked(const std::vector<std::uint64_t>& lives, Asked& asked) const {
  for (const std::uint64_t life : lives) asked.rooms.insert(annals_.number_of(life));
  asked.batches = batches_.size();
  for (std::size_t at = 0; at < asked.end; ++at) {
    const Said& line = annals_.at(at);
    const store::RoomNumber room = annals_.number_of(line.life);
    const bool is_lost = line.place.room == 0 && !line.is_lost;
    if (!is_lost || is_noted(line, room, asked.question)) continue;
    asked.lost[room].extend({line.time_us, line.time_us});
  }
}

// Of other rooms, too.
void Doubts::answered(const Asked& asked) {
  for (std::size_t at = 0; at < asked.batches; ++at) {
    if (!batches_[at].is_done) doubt(batches_[at]);
  }
}

TimeSpan Doubts::missing_in(store::RoomNumber room, const Asked& asked) const {
  const auto lost = asked.lost.find(room);
  TimeSpan missing = lost == asked.lost.end() ? TimeSpan() : lost->second;
  for (const Doubt& doubt : doubts_) {
    const bool is_of_answer = doubt.room == room && doubt.asked_until >= asked.question;
    if (is_of_answer) missing.extend(doubt.told);
  }
  return missing;
}

TimeSpan Doubts::missing(const Asked& asked) const {
  TimeSpan missing;
  for (const store::RoomNumber room : asked.rooms) missing.extend(missing_in(room, asked));
  return missing;
}

}  // namespace uvchat::simulation
