#include "hub/untold.h"

#include <algorithm>
#include <iterator>
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
std::vector<std::shared_ptr<const Saying>> Unspoken::take_up(ConnId asker, Ticket ticket) {
  std::vector<std::shared_ptr<const Saying>> sayings;
  for (auto at = waiting_.rbegin(); at != waiting_.rend() && is_new(*at, asker); ++at) {
    at->ticket = ticket;
    sayings.push_back(at->saying);
  }
  std::reverse(sayings.begin(), sayings.end());
  return sayings;
}

void Unspoken::refuse(Ticket ticket) {
  for (Untold& untold : waiting_) {
    if (untold.ticket.number == ticket.number) untold.is_refused = true;
  }
}

std::vector<Untold> Unspoken::take(std::uint64_t batch) {
  std::vector<Untold> taken;
  const auto is_in = [&](const Untold& untold) { return untold.batch == batch; };
  std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(taken), is_in);
  std::erase_if(waiting_, is_in);
  return taken;
}

}  // namespace uvchat::hub
