#include "tests/simulation/batches.h"

#include <algorithm>

#include "uvchat/base/limits.h"

namespace uvchat::simulation {

void Batches::asks_about_past(std::uint64_t now_ms) {
  if (std::exchange(has_more_, false)) begun_ms_.push_back(now_ms);
}

// What was given up is asked for again without what was said in it: of several that may be nothing.
Batches::Batch& Batches::batch_of(const store::KeepLines& request, std::size_t first,
                                  std::size_t end) {
  for (Batch& batch : batches_) {
    if (batch.request.lines == request.lines) return batch;
    const bool is_left = batch.is_given_up && !batch.is_done && !batch.is_seen_again;
    const bool is_same = is_left && first == end && *batch.request.lines == *request.lines &&
                         batch.request.talks == request.talks &&
                         batch.request.rooms == request.rooms;
    if (!is_same) continue;
    batch.request.lines = request.lines;
    batch.is_seen_again = true;
    return batch;
  }
  Batch& fresh = batches_.emplace_back(Batch{first, end, request});
  fresh.begun_ms = ticked_ms_;
  if (begun_ms_.empty()) {
    has_more_ = false;
  } else {
    fresh.begun_ms = begun_ms_.front();
    begun_ms_.pop_front();
  }
  return fresh;
}

void Batches::given(const store::KeepLines& request, std::uint64_t ticket, std::size_t first,
                    std::size_t end) {
  batch_of(request, first, end).tickets.push_back(ticket);
}

std::string Batches::given(const store::TakeBack& request, std::uint64_t ticket) {
  const auto asked =
      std::find_if(taking_back_.begin(), taking_back_.end(),
                   [&](const TakingBack& one) { return one.lines == request.lines; });
  if (asked == taking_back_.end()) return "the hub takes back what it has not refused";
  asked->ticket = ticket;
  return {};
}

// That an earlier asking is answered late is as good, but where lines are taken back.
void Batches::answered(std::uint64_t ticket, const store::Answer& answer) {
  const bool is_away = answer.outcome == store::Outcome::unavailable;
  const auto back = std::find_if(taking_back_.begin(), taking_back_.end(),
                                 [&](const TakingBack& one) { return one.ticket == ticket; });
  if (back != taking_back_.end()) {
    is_away ? void(back->ticket = 0) : void(taking_back_.erase(back));
    return;
  }
  const auto batch = std::find_if(batches_.begin(), batches_.end(), [&](const Batch& one) {
    return std::count(one.tickets.begin(), one.tickets.end(), ticket) > 0;
  });
  if (batch == batches_.end()) return;
  std::erase(batch->tickets, ticket);
  if (batch->is_done) return;
  if (is_away) {
    give_up(*batch, answer);
    if (batch->has_any()) return;
  }
  batch->is_done = true;
  if (!batch->is_given_up) settled_.push_back({batch->first, batch->end, answer});
  while (!batches_.empty() && batches_.front().is_done) batches_.pop_front();
}

void Batches::tick(std::uint64_t now_ms) {
  ticked_ms_ = now_ms;
  for (Batch& batch : batches_) {
    if (!batch.is_done && now_ms >= batch.begun_ms + limits::strict_commit_ms_max) {
      give_up(batch, store::unavailable("the database does not answer"));
    }
  }
}

// What happens has happened.
void Batches::give_up(Batch& batch, const store::Answer& answer) {
  if (std::exchange(batch.is_given_up, true)) return;
  auto left = std::make_shared<std::vector<store::StoredLine>>(*batch.request.lines);
  std::erase_if(*left, [](const store::StoredLine& line) { return !store::is_event(line.kind); });
  batch.request.lines = std::move(left);
  std::vector<std::size_t> lines;
  for (std::size_t line = batch.first; line < batch.end; ++line) {
    if (!annals_.at(line).is_event()) lines.push_back(line);
  }
  take_back(lines);
  settled_.push_back({batch.first, batch.end, answer});
}

void Batches::take_back(const std::vector<std::size_t>& lines) {
  for (std::size_t begin = 0; begin < lines.size(); begin += limits::taken_back_max) {
    TakingBack& part = taking_back_.emplace_back();
    const std::size_t end = std::min(lines.size(), begin + limits::taken_back_max);
    for (std::size_t i = begin; i < end; ++i) part.lines.push_back(annals_.refuse(lines[i]));
  }
}

bool Batches::takes_speech() const {
  return taking_back_.empty() && std::none_of(batches_.begin(), batches_.end(),
                                              [](const Batch& one) { return one.is_given_up; });
}

}  // namespace uvchat::simulation
