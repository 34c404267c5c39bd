#include "hub/directory.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

// Half as many places as the map would have of itself: they are most of what a nick costs.
constexpr float users_load_max = 0.8F;

// To forget a look.
constexpr std::uint64_t look_work = 2;

// The slot that became free last, or a new one at the end.
template <typename Pointer>
std::uint32_t free_slot(std::vector<Pointer>& slots, std::vector<std::uint32_t>& free) {
  if (free.empty()) {
    slots.emplace_back();
    return static_cast<std::uint32_t>(slots.size() - 1);
  }
  const std::uint32_t slot = free.back();
  free.pop_back();
  return slot;
}

}  // namespace

Directory::Directory(const HashKey& key, const irc::Names& names, std::uint8_t node, Work& work)
    : names_(names),
      work_(work),
      node_(node),
      users_by_nick_(0, NickHash{&names, KeyedStringHash{key}}, SameNick{&names}),
      looks_(key),
      channels_by_name_(0, KeyedStringHash{key}),
      channel_looks_(key) {
  users_by_nick_.max_load_factor(users_load_max);
}

User* Directory::find_user(std::string_view nick) const {
  names_.fold_into(fold_scratch_, nick);
  const auto at = users_by_nick_.find(std::string_view(fold_scratch_));
  return at == users_by_nick_.end() ? nullptr : *at;
}

Channel* Directory::find_channel(std::string_view name) const {
  names_.fold_into(fold_scratch_, name);
  const auto at = channels_by_name_.find(std::string_view(fold_scratch_));
  return at == channels_by_name_.end() ? nullptr : at->second;
}

const std::vector<std::string>& Directory::looks_of(std::string_view name) const {
  if (its_looks_.empty() || name != looked_at_) {
    its_looks_ = hub::looks_of(work_, names_, name);
    looked_at_ = name;
  }
  return its_looks_;
}

bool Directory::nick_is_free(std::string_view nick, const User* user, const User* leaver) const {
  const auto is_free = [&](const std::string& look) {
    const auto at = users_by_nick_.find(std::string_view(look));
    const bool has_fold = at != users_by_nick_.end() && *at != user && *at != leaver;
    return !has_fold && (looks_.is_free(look, user) || looks_.is_free(look, leaver));
  };
  if (is_ascii(nick)) {  // which looks like itself
    names_.fold_into(fold_scratch_, nick);
    return is_free(fold_scratch_);
  }
  const std::vector<std::string>& looks = looks_of(nick);
  return std::all_of(looks.begin(), looks.end(), is_free);
}

void Directory::claim_nick(User& user) {
  bool claimed = users_by_nick_.insert(&user).second;
  if (!is_ascii(user.nick())) claimed = looks_.claim(user, looks_of(user.nick())) && claimed;
  UVCHAT_ASSERT(claimed);
}

void Directory::release_nick(const User& user) {
  names_.fold_into(fold_scratch_, user.nick());
  const auto found = users_by_nick_.find(std::string_view(fold_scratch_));
  UVCHAT_ASSERT(found != users_by_nick_.end() && *found == &user);
  users_by_nick_.erase(found);
  work_.add(look_work * looks_.release(user));
}

User& Directory::add_user(UserPool::Ptr user) {
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
  const std::vector<std::string>& looks = looks_of(name);
  return std::any_of(looks.begin(), looks.end(), [&](const std::string& look) {
    const auto at = channels_by_name_.find(look);
    return (at != channels_by_name_.end() && at->second != channel) ||
           !channel_looks_.is_free(look, channel) || is_reserved(look);
  });
}

void Directory::give_up_channel_name(std::string_view name) {
  const auto at = std::find(reserved_.begin(), reserved_.end(), looks_of(name));
  UVCHAT_ASSERT(at != reserved_.end());
  reserved_.erase(at);
}

bool Directory::is_reserved(const std::string& look) const {
  return std::any_of(reserved_.begin(), reserved_.end(), [&](const auto& looks) {
    return std::find(looks.begin(), looks.end(), look) != looks.end();
  });
}

Channel& Directory::make_channel(std::string_view name, std::int64_t now_wall_ms) {
  auto channel = std::make_unique<Channel>();
  channel->name = name;
  const std::vector<std::string>& looks = looks_of(name);
  channel->folded = looks.front();
  channel->created_ms = now_wall_ms;
  channel->id = next_id();
  const bool inserted = channels_by_name_.try_emplace(channel->folded, channel.get()).second;
  UVCHAT_ASSERT(inserted);
  channel_looks_.claim(*channel, looks);
  channel->slot = free_slot(channels_, free_channel_slots_);
  return *(channels_[channel->slot] = std::move(channel));
}

void Directory::rename_channel(Channel& channel, std::string_view name) {
  work_.add(look_work * channel_looks_.release(channel));
  channels_by_name_.erase(std::string_view(channel.folded));
  const std::vector<std::string>& looks = looks_of(name);
  channel.name = name;
  channel.folded = looks.front();
  const bool inserted = channels_by_name_.try_emplace(channel.folded, &channel).second;
  UVCHAT_ASSERT(inserted);
  channel_looks_.claim(channel, looks);
}

Channel* Directory::channel_at(std::size_t slot, std::uint64_t id) const {
  Channel* channel = slot < channels_.size() ? channels_[slot].get() : nullptr;
  return channel != nullptr && channel->id == id ? channel : nullptr;
}

void Directory::remove_channel(const Channel& channel) {
  UVCHAT_ASSERT(channel.size() == 0);
  const auto at = channels_by_name_.find(std::string_view(channel.folded));
  UVCHAT_ASSERT(at != channels_by_name_.end() && at->second == &channel);
  channels_by_name_.erase(at);
  work_.add(look_work * channel_looks_.release(channel));
  free_channel_slots_.push_back(channel.slot);
  channels_[channel.slot].reset();  // `channel` ends here
}

void Directory::check_invariants() const {
  looks_.check();
  channel_looks_.check();
  for_each_user([this](const User& user) {
    UVCHAT_ASSERT(find_user(user.nick()) == &user);
    if (is_ascii(user.nick())) return;
    for (const std::string& look : names_.looks_of(user.nick())) {
      const auto named = users_by_nick_.find(std::string_view(look));
      UVCHAT_ASSERT(named == users_by_nick_.end() || *named == &user);
      UVCHAT_ASSERT(looks_.is_free(look, &user));
    }
  });
}

}  // namespace uvchat::hub
