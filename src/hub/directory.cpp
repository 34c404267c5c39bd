#include "hub/directory.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Half as many places as the map would have of itself: they are most of what a nick costs.
constexpr float users_load_max = 0.8F;

}  // namespace

Directory::Directory(const HashKey& key, const irc::Names& names)
    : names_(names),
      users_(0, KeyedStringHash{key}),
      looks_(0, KeyedStringHash{key}),
      channels_by_name_(0, KeyedStringHash{key}),
      channel_looks_(0, KeyedStringHash{key}) {
  users_.max_load_factor(users_load_max);
}

User* Directory::find_user(std::string_view nick) const {
  names_.fold_into(fold_scratch_, nick);
  const auto at = users_.find(std::string_view(fold_scratch_));
  return at == users_.end() ? nullptr : at->second;
}

Channel* Directory::find_channel(std::string_view name) const {
  names_.fold_into(fold_scratch_, name);
  const auto at = channels_by_name_.find(std::string_view(fold_scratch_));
  return at == channels_by_name_.end() ? nullptr : at->second;
}

bool Directory::nick_is_free(std::string_view nick, const User& user) const {
  const auto is_free = [&](const NameMap<User*>& index, const std::string& look) {
    const auto at = index.find(look);
    return at == index.end() || at->second == &user;
  };
  if (is_ascii(nick)) {  // which looks like itself
    names_.fold_into(fold_scratch_, nick);
    return is_free(users_, fold_scratch_) && is_free(looks_, fold_scratch_);
  }
  const std::vector<std::string> looks = names_.looks_of(nick);
  return std::all_of(looks.begin(), looks.end(), [&](const std::string& look) {
    return is_free(users_, look) && is_free(looks_, look);
  });
}

void Directory::claim_nick(User& user, std::string_view nick) {
  std::vector<std::string> looks = names_.looks_of(nick);
  bool claimed = users_.try_emplace(std::move(looks.front()), &user).second;
  for (std::size_t at = 1; at < looks.size(); ++at) {
    claimed = looks_.try_emplace(std::move(looks[at]), &user).second && claimed;
  }
  UVCHAT_ASSERT(claimed);
}

void Directory::release_nick(const User& user) {
  const std::vector<std::string> looks = names_.looks_of(user.nick());
  for (std::size_t at = 0; at < looks.size(); ++at) {
    NameMap<User*>& index = at == 0 ? users_ : looks_;
    const auto found = index.find(looks[at]);
    UVCHAT_ASSERT(found != index.end() && found->second == &user);
    index.erase(found);
  }
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
  channel->id = ++channels_made_;
  const bool inserted = channels_by_name_.try_emplace(channel->folded, channel.get()).second;
  UVCHAT_ASSERT(inserted);
  claim_looks(*channel);
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(channels_.size()));
    channels_.emplace_back();
  }
  channel->slot = free_slots_.back();
  free_slots_.pop_back();
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
  free_slots_.push_back(channel.slot);
  channels_[channel.slot].reset();  // `channel` ends here
}

}  // namespace uvchat::hub
