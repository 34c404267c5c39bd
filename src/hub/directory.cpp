#include "hub/directory.h"

#include "uvchat/base/assert.h"

namespace uvchat::hub {
namespace {

// Half as many places as the map would have of itself: they are most of what a nick costs.
constexpr float users_load_max = 0.8F;

}  // namespace

Directory::Directory(const HashKey& key, const irc::Names& names)
    : names_(names),
      users_(0, KeyedStringHash{key}),
      look_alikes_(0, KeyedStringHash{key}),
      channels_by_name_(0, KeyedStringHash{key}) {
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
  const std::string skeleton = names_.skeleton(nick);  // the same for all spellings of a nick
  const auto is_free = [&](const NameMap<User*>& index) {
    const auto at = index.find(skeleton);
    return at == index.end() || at->second == &user;
  };
  return is_free(users_) && is_free(look_alikes_);
}

void Directory::claim_nick(User& user, std::string_view nick) {
  std::string fold = names_.fold(nick);
  std::string skeleton = names_.skeleton(nick);
  const bool claimed = (skeleton == fold || look_alikes_.try_emplace(skeleton, &user).second) &&
                       users_.try_emplace(std::move(fold), &user).second;
  UVCHAT_ASSERT(claimed);
}

void Directory::release_nick(const User& user) {
  names_.fold_into(fold_scratch_, user.nick());
  const std::string skeleton = names_.skeleton(user.nick());
  if (skeleton != fold_scratch_) {
    const auto at = look_alikes_.find(skeleton);
    UVCHAT_ASSERT(at != look_alikes_.end() && at->second == &user);
    look_alikes_.erase(at);
  }
  const auto at = users_.find(std::string_view(fold_scratch_));
  UVCHAT_ASSERT(at != users_.end() && at->second == &user);
  users_.erase(at);
}

Channel& Directory::make_channel(std::string_view name, std::int64_t now_wall_ms) {
  auto channel = std::make_unique<Channel>();
  channel->name = name;
  channel->folded = names_.fold(name);
  channel->created_ms = now_wall_ms;
  channel->id = ++channels_made_;
  const bool inserted = channels_by_name_.try_emplace(channel->folded, channel.get()).second;
  UVCHAT_ASSERT(inserted);
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(channels_.size()));
    channels_.emplace_back();
  }
  channel->slot = free_slots_.back();
  free_slots_.pop_back();
  return *(channels_[channel->slot] = std::move(channel));
}

void Directory::rename_channel(Channel& channel, std::string_view name) {
  channels_by_name_.erase(std::string_view(channel.folded));
  channel.name = name;
  channel.folded = names_.fold(name);
  const bool inserted = channels_by_name_.try_emplace(channel.folded, &channel).second;
  UVCHAT_ASSERT(inserted);
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
  free_slots_.push_back(channel.slot);
  channels_[channel.slot].reset();  // `channel` ends here
}

}  // namespace uvchat::hub
