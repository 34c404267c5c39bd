#pragma once

#include <tsl/robin_map.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/channel.h"
#include "hub/user.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// The only index of names. A fold maps to one user; a user without a nick is not in it. Channels
// live here, users in their sessions.
class Directory {
 public:
  explicit Directory(const HashKey& key);

  User* find_user(std::string_view nick) const;
  Channel* find_channel(std::string_view name) const;

  // REQUIRES: nobody has the nick, in any spelling.
  void claim_nick(User& user, std::string_view nick);
  void release_nick(const User& user);

  Channel& make_channel(std::string_view name, std::int64_t now_wall_ms);
  void remove_channel(const Channel& channel);

  std::size_t user_count() const { return users_.size(); }
  std::size_t channel_count() const { return channels_by_name_.size(); }

  // Channels in an order that does not change while they live: by slot, below channel_slots(). Null
  // where the slot is free.
  Channel* channel_at(std::size_t slot) const { return channels_[slot].get(); }
  std::size_t channel_slots() const { return channels_.size(); }

 private:
  template <typename V>
  using NameMap = tsl::robin_map<std::string, V, KeyedStringHash, std::equal_to<>>;

  NameMap<User*> users_;
  NameMap<Channel*> channels_by_name_;
  std::vector<std::unique_ptr<Channel>> channels_;  // by slot
  std::vector<std::uint32_t> free_slots_;
  std::uint64_t channels_made_ = 0;
  mutable std::string fold_scratch_;
};

}  // namespace uvchat::hub
