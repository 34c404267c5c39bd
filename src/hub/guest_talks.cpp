#include "hub/guest_talks.h"

#include <algorithm>

#include "hub/past.h"
#include "hub/user.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

std::pair<std::uint64_t, std::uint64_t> both(const User& one, const User& other) {
  return std::minmax(one.id, other.id);
}

}  // namespace

void GuestTalks::keep(const User& one, const User& other, store::StoredLine line) {
  const std::size_t bytes = bytes_of(line);
  if (bytes_ + bytes > limits::guest_talks_bytes_max) return;
  const auto [at, is_new] = talks_.try_emplace(both(one, other));
  if (is_new) {
    others_[one.id].push_back(&other);
    others_[other.id].push_back(&one);
  }
  Talk& talk = at->second;
  talk.bytes += bytes;
  bytes_ += bytes;
  talk.lines.push_back(std::move(line));
  while (talk.bytes > limits::guest_talk_bytes_max) drop_oldest(talk);
}

void GuestTalks::drop_oldest(Talk& talk) {
  const std::size_t bytes = bytes_of(talk.lines.front());
  talk.bytes -= bytes;
  bytes_ -= bytes;
  talk.lines.pop_front();
}

const GuestTalks::Lines* GuestTalks::find(const User& one, const User& other) const {
  const auto at = talks_.find(both(one, other));
  return at == talks_.end() ? nullptr : &at->second.lines;
}

std::vector<const User*> GuestTalks::others_of(const User& user) const {
  const auto at = others_.find(user.id);
  return at == others_.end() ? std::vector<const User*>() : at->second;
}

void GuestTalks::end(const User& user) {
  for (const User* other : others_of(user)) {
    const auto talk = talks_.find(both(user, *other));
    bytes_ -= talk->second.bytes;
    talks_.erase(talk);
    const auto theirs = others_.find(other->id);
    std::erase(theirs->second, &user);
    if (theirs->second.empty()) others_.erase(theirs);
  }
  others_.erase(user.id);
}

}  // namespace uvchat::hub
