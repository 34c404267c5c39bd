#include "hub/directory.h"

#include "uvchat/base/assert.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

Directory::Directory(const HashKey& key)
    : users_(0, KeyedStringHash{key}), channels_(0, KeyedStringHash{key}) {}

User* Directory::find_user(std::string_view nick) const {
  irc::fold_into(fold_scratch_, nick);
  const auto at = users_.find(std::string_view(fold_scratch_));
  return at == users_.end() ? nullptr : at->second;
}

Channel* Directory::find_channel(std::string_view name) const {
  irc::fold_into(fold_scratch_, name);
  const auto at = channels_.find(std::string_view(fold_scratch_));
  return at == channels_.end() ? nullptr : at->second.get();
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
  Channel& made = *channel;
  const auto [at, inserted] = channels_.try_emplace(made.folded, std::move(channel));
  UVCHAT_ASSERT(inserted);
  return made;
}

void Directory::remove_channel(const Channel& channel) {
  UVCHAT_ASSERT(channel.members.empty());
  const auto at = channels_.find(std::string_view(channel.folded));
  UVCHAT_ASSERT(at != channels_.end() && at->second.get() == &channel);
  channels_.erase(at);
}

}  // namespace uvchat::hub
