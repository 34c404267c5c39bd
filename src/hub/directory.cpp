#include "hub/directory.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Half as many places as the map would have of itself: they are most of what a nick costs.
constexpr float users_load_max = 0.8F;

// The slot that became free last, or a new one at the end.
template <typename T>
std::uint32_t free_slot(std::vector<std::unique_ptr<T>>& slots, std::vector<std::uint32_t>& free) {
  if (free.empty()) {
    slots.emplace_back();
    return static_cast<std::uint32_t>(slots.size() - 1);
  }
  const std::uint32_t slot = free.back();
  free.pop_back();
  return slot;
}

}  // namespace

Directory::Directory(const HashKey& key, const irc::Names& names, std::uint8_t node)
    : names_(names),
      node_(node),
      users_by_nick_(0, KeyedStringHash{key}),
      looks_(0, KeyedStringHash{key}),
      channels_by_name_(0, KeyedStringHash{key}),
      channel_looks_(0, KeyedStringHash{key}) {
  users_by_nick_.max_load_factor(users_load_max);
}

User* Directory::find_user(std::string_view nick) const {
  names_.fold_into(fold_scratch_, nick);
  const auto at = users_by_nick_.find(std::string_view(fold_scratch_));
  return at == users_by_nick_.end() ? nullptr : at->second;
}

Channel* Directory::find_channel(std::string_view name) const {
  names_.fold_into(fold_scratch_, name);
  const auto at = channels_by_name_.find(std::string_view(fold_scratch_));
  return at == channels_by_name_.end() ? nullptr : at->second;
}

bool Directory::nick_is_free(std::string_view nick, const User* user) const {
  const auto is_free = [&](const NameMap<User*>& index, const std::string& look) {
    const auto at = index.find(look);
    return at == index.end() || at->second == user;
  };
  if (is_ascii(nick)) {  // which looks like itself
    names_.fold_into(fold_scratch_, nick);
    return is_free(users_by_nick_, fold_scratch_) && is_free(looks_, fold_scratch_);
  }
  const std::vector<std::string> looks = names_.looks_of(nick);
  return std::all_of(looks.begin(), looks.end(), [&](const std::string& look) {
    return is_free(users_by_nick_, look) && is_free(looks_, look);
  });
}

void Directory::claim_nick(User& user) {
  std::vector<std::string> looks = names_.looks_of(user.nick());
  bool claimed = users_by_nick_.try_emplace(std::move(looks.front()), &user).second;
  for (std::size_t at = 1; at < looks.size(); ++at) {
    claimed = looks_.try_emplace(std::move(looks[at]), &user).second && claimed;
  }
  UVCHAT_ASSERT(claimed);
}

void Directory::release_nick(const User& user) {
  const std::vector<std::string> looks = names_.looks_of(user.nick());
  for (std::size_t at = 0; at < looks.size(); ++at) {
    NameMap<User*>& index = at == 0 ? users_by_nick_ : looks_;
    const auto found = index.find(looks[at]);
    UVCHAT_ASSERT(found != index.end() && found->second == &user);
    index.erase(found);
  }
}

User& Directory::add_user(std::unique_ptr<User> user) {
  claim_nick(*user);
  user->id = next_id();
  user->slot = free_slot(users_, free_user_slots_);
  return *(users_[user->slot] = std::move(user));
}

void Directory::rename_user(User& user, std::string_view nick) {
  release_nick(user);
  user.set_names(nick, std::string(user.user()), std::string(user.host()));
  claim_nick(user);
}

void Directory::remove_user(const User& user) {
  release_nick(user);
  free_user_slots_.push_back(user.slot);
  users_[user.slot].reset();  // `user` ends here
}

bool Directory::looks_like_another(std::string_view name, const Channel* channel) const {
  const auto is_anothers = [&](const NameMap<Channel*>& index, const std::string& look) {
    const auto at = index.find(look);
    return at != index.end() && at->second != channel;
  };
  const std::vector<std::string> looks = names_.looks_of(name);
  return std::any_of(looks.begin(), looks.end(), [&](const std::string& look) {
    return is_anothers(channels_by_name_, look) || is_anothers(channel_looks_, look);
  });
}

void Directory::claim_looks(Channel& channel) {
  for (std::string& look : names_.looks_of(channel.name)) {
    if (look != channel.folded) channel_looks_.try_emplace(std::move(look), &channel);
  }
}

void Directory::release_looks(const Channel& channel) {
  for (const std::string& look : names_.looks_of(channel.name)) {
    const auto at = channel_looks_.find(look);
    if (at != channel_looks_.end() && at->second == &channel) channel_looks_.erase(at);
  }
}

Channel& Directory::make_channel(std::string_view name, std::int64_t now_wall_ms) {
  auto channel = std::make_unique<Channel>();
  channel->name = name;
  channel->folded = names_.fold(name);
  channel->created_ms = now_wall_ms;
  channel->id = next_id();
  const bool inserted = channels_by_name_.try_emplace(channel->folded, channel.get()).second;
  UVCHAT_ASSERT(inserted);
  claim_looks(*channel);
  channel->slot = free_slot(channels_, free_channel_slots_);
  return *(channels_[channel->slot] = std::move(channel));
}

void Directory::rename_channel(Channel& channel, std::string_view name) {
  release_looks(channel);
  channels_by_name_.erase(std::string_view(channel.folded));
  channel.name = name;
  channel.folded = names_.fold(name);
  const bool inserted = channels_by_name_.try_emplace(channel.folded, &channel).second;
  UVCHAT_ASSERT(inserted);
  claim_looks(channel);
}

Channel* Directory::channel_at(std::size_t slot, std::uint64_t id) const {
  Channel* channel = channels_[slot].get();
  return channel != nullptr && channel->id == id ? channel : nullptr;
}

void Directory::remove_channel(const Channel& channel) {
  UVCHAT_ASSERT(channel.size() == 0);
  const auto at = channels_by_name_.find(std::string_view(channel.folded));
  UVCHAT_ASSERT(at != channels_by_name_.end() && at->second == &channel);
  channels_by_name_.erase(at);
  release_looks(channel);
  free_channel_slots_.push_back(channel.slot);
  channels_[channel.slot].reset();  // `channel` ends here
}

}  // namespace uvchat::hub
