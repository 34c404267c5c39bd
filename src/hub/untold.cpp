#include "hub/untold.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

bool is_new(const Untold& untold, ConnId asker) {
  return untold.asker == asker && untold.ticket.number == 0;
}

std::size_t bytes_of(const Record& record) {
  std::size_t bytes = record.source.size() + record.target.size() + record.msgid.size() +
                      record.client_tags.size() + record.account.size() + record.relayed_by.size() +
                      (record.text ? record.text->size() : 0);
  for (const TextLine& line : record.lines) bytes += line.text.size();
  return bytes;
}

}  // namespace

Saying::Saying(const Record& record) : record_(record) {
  UVCHAT_ASSERT(record.words.empty() && record.realname.empty());
  texts_.reserve(bytes_of(record));
  for (std::string_view* text : {&record_.source, &record_.target, &record_.msgid,
                                 &record_.client_tags, &record_.account, &record_.relayed_by}) {
    *text = keep(*text);
  }
  if (record_.text) record_.text = keep(*record_.text);
  for (const TextLine& line : record.lines) lines_.push_back({keep(line.text), line.concat});
  record_.lines = lines_;
}

// REQUIRES: there is memory for it, so that what views show stays where it is.
std::string_view Saying::keep(std::string_view text) {
  UVCHAT_ASSERT(texts_.size() + text.size() <= texts_.capacity());
  const std::size_t begin = texts_.size();
  texts_.append(text);
  return std::string_view(texts_).substr(begin);
}

bool Unspoken::has_new(ConnId asker) const {
  return !waiting_.empty() && is_new(waiting_.back(), asker);
}

// They are the last: a command is one step.
std::vector<Untold> Unspoken::take_up(ConnId asker, Ticket ticket) {
  std::vector<Untold> sayings;
  for (auto at = waiting_.rbegin(); at != waiting_.rend() && is_new(*at, asker); ++at) {
    at->ticket = ticket;
    sayings.push_back(*at);
  }
  std::reverse(sayings.begin(), sayings.end());
  return sayings;
}

const Untold* Unspoken::first_in(std::uint64_t channel) const {
  const Untold* first = nullptr;
  const auto look_at = [&](const Untold& untold) {
    const bool is_earlier =
        first == nullptr || untold.saying->record().time_us < first->saying->record().time_us;
    if (untold.to.channel == channel && is_earlier) first = &untold;
  };
  for (const Settled& settled : settled_) look_at(settled.untold);
  for (const Untold& untold : waiting_) look_at(untold);
  return first;
}

void Unspoken::refuse(Ticket ticket) {
  for (Untold& untold : waiting_) {
    if (untold.ticket.number == ticket.number) untold.is_refused = true;
  }
  for (Settled& settled : settled_) {
    if (settled.untold.ticket.number == ticket.number) settled.untold.is_refused = true;
  }
}

void Unspoken::settle(std::uint64_t batch, const store::Answer& answer) {
  const auto is_in = [&](const Untold& untold) { return untold.batch == batch; };
  for (const Untold& untold : waiting_) {
    if (!is_in(untold)) continue;
    const bool goes_on = !settled_.empty() && settled_.back().untold.batch == batch &&
                         settled_.back().untold.ticket.number == untold.ticket.number;
    if (goes_on) settled_.back().is_last = false;
    settled_.push_back({untold, answer, untold.ticket.number != 0});
  }
  std::erase_if(waiting_, is_in);
}

std::optional<Unspoken::Settled> Unspoken::take_settled() {
  if (settled_.empty()) return std::nullopt;
  Settled next = std::move(settled_.front());
  settled_.pop_front();
  return next;
}

}  // namespace uvchat::hub
