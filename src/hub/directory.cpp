#include "hub/directory.h"

#include "uvchat/base/assert.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

Directory::Directory(const HashKey& key)
    : users_(0, KeyedStringHash{key}), channels_by_name_(0, KeyedStringHash{key}) {}

User* Directory::find_user(std::string_view nick) const {
  irc::fold_into(fold_scratch_, nick);
  const auto at = users_.find(std::string_view(fold_scratch_));
  return at == users_.end() ? nullptr : at->second;
}

Channel* Directory::find_channel(std::string_view name) const {
  irc::fold_into(fold_scratch_, name);
  const auto at = channels_by_name_.find(std::string_view(fold_scratch_));
  return at == channels_by_name_.end() ? nullptr : at->second;
}

void Directory::claim_nick(User& user, std::string_view nick) {
  const bool claimed = users_.try_emplace(irc::fold(nick), &user).second;
  UVCHAT_ASSERT(claimed);
}

void Directory::release_nick(const User& user) {
  irc::fold_into(fold_scratch_, user.nick());
  const auto at = users_.find(std::string_view(fold_scratch_));
  UVCHAT_ASSERT(at != users_.end() && at->second == &user);
  users_.erase(at);
}

Channel& Directory::make_channel(std::string_view name, std::int64_t now_wall_ms) {
  auto channel = std::make_unique<Channel>();
  channel->name = name;
  channel->folded = irc::fold(name);
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

void Directory::remove_channel(const Channel& channel) {
  UVCHAT_ASSERT(channel.members.empty());
  const auto at = channels_by_name_.find(std::string_view(channel.folded));
  UVCHAT_ASSERT(at != channels_by_name_.end() && at->second == &channel);
  channels_by_name_.erase(at);
  free_slots_.push_back(channel.slot);
  channels_[channel.slot].reset();  // `channel` ends here
}

}  // namespace uvchat::hub
