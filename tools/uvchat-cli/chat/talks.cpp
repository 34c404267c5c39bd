#include "chat/talks.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::cli {
Talks::Talks(const ServerFacts& server, Keyring& keyring) : server_(server), keyring_(keyring) {
  talks_.push_back(std::make_unique<Talk>(add_room(), std::string(), keyring.of("")));
}

Room& Talks::add_room() {
  rooms_.push_back(std::make_unique<Room>());
  rooms_.back()->id = ++latest_id_;
  return *rooms_.back();
}

std::size_t Talks::index_of(const Talk& talk) const {
  const auto found = std::find_if(talks_.begin(), talks_.end(),
                                  [&](const auto& each) { return each.get() == &talk; });
  UVCHAT_ASSERT(found != talks_.end());
  return static_cast<std::size_t>(found - talks_.begin());
}

Talk* Talks::find(std::string_view name) {
  return name.empty() ? nullptr : find_fold(server_.fold(name));
}

Talk* Talks::find_fold(const std::string& fold) {
  const auto found = by_fold_.find(fold);
  return found == by_fold_.end() ? nullptr : found->second;
}

Talk* Talks::find_id(std::uint64_t id) {
  const auto found = std::find_if(talks_.begin(), talks_.end(),
                                  [&](const auto& each) { return each->room.id == id; });
  return found == talks_.end() ? nullptr : found->get();
}

Talk& Talks::open(std::string_view name) {
  if (Talk* const there = find(name)) return *there;
  Room& room = add_room();
  room.kind = server_.is_channel(name) ? Room::Kind::channel : Room::Kind::query;
  room.name = name;
  Lock& lock = keyring_.of(name);
  room.cipher = lock.title();
  talks_.push_back(std::make_unique<Talk>(room, server_.fold(name), lock));
  by_fold_[talks_.back()->fold] = talks_.back().get();
  return *talks_.back();
}

void Talks::close(const Talk& talk) {
  const std::size_t index = index_of(talk);
  UVCHAT_ASSERT(index > 0);
  forget_fold(talk);
  talks_.erase(talks_.begin() + static_cast<std::ptrdiff_t>(index));
  rooms_.erase(rooms_.begin() + static_cast<std::ptrdiff_t>(index));
  if (current_ >= index) --current_;
}

bool Talks::rename(Talk& talk, std::string_view name) {
  const Talk* const there = find(name);
  const Lock* const lock_there = keyring_.find(name);
  const bool is_anothers =
      (there != nullptr && there != &talk) ||
      (lock_there != &talk.lock && std::any_of(talks_.begin(), talks_.end(), [&](const auto& each) {
         return each.get() != &talk && (&each->lock == &talk.lock || &each->lock == lock_there);
       }));
  if (is_anothers || !keyring_.rename(talk.lock, name)) return false;
  forget_fold(talk);
  talk.asked = talk.asked && server_.same(talk.room.name, name);
  talk.room.name = name;
  talk.room.cipher = talk.lock.title();
  talk.fold = server_.fold(name);
  by_fold_[talk.fold] = &talk;
  return true;
}

// By a new rule two talks can have the same fold, which then finds the first one.
void Talks::forget_fold(const Talk& talk) {
  const auto found = by_fold_.find(talk.fold);
  if (found != by_fold_.end() && found->second == &talk) by_fold_.erase(found);
}

void Talks::fold_again() {
  by_fold_.clear();
  for (std::size_t i = 1; i < talks_.size(); ++i) {
    Talk& talk = *talks_[i];
    talk.fold = server_.fold(talk.room.name);
    by_fold_.emplace(talk.fold, &talk);
    for (Member member : std::exchange(talk.room.members, {})) {
      member.fold = server_.fold(member.nick);
      put_member(talk.room, std::move(member));
    }
  }
}

Member Talks::member_of(std::string_view name) const {
  Member member;
  while (!name.empty() && server_.rank_of_prefix(name.front()) < server_.ranks()) {
    member.prefix += name.front();
    name.remove_prefix(1);
  }
  member.nick = name.substr(0, name.find('!'));
  member.fold = server_.fold(member.nick);
  return member;
}

bool Talks::put_member(Room& room, Member member) {
  std::size_t in_all = 0;
  for (const auto& each : rooms_) in_all += each->members.size();
  const bool is_new = room.members.find(member.fold) == nullptr;
  if (is_new && (room.members.size() >= Room::members_max || in_all >= members_max)) return false;
  member.rank = server_.rank_of_prefix(member.prefix.empty() ? '\0' : member.prefix.front());
  room.members.put(std::move(member));
  return true;
}

}  // namespace uvchat::cli
