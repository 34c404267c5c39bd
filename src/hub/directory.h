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
#include "uvchat/irc/names.h"

namespace uvchat::hub {

// The only index of names. A fold maps to one user, and no two users' nicks look alike; a user
// without a nick is not in it. Channels live here, users in their sessions.
class Directory {
 public:
  // `names` outlives the directory.
  Directory(const HashKey& key, const irc::Names& names);

  User* find_user(std::string_view nick) const;
  Channel* find_channel(std::string_view name) const;

  // Nobody but `user` has the nick, in any spelling, or one that looks like it.
  bool nick_is_free(std::string_view nick, const User& user) const;
  // REQUIRES: nick_is_free(nick, user); the user has none.
  void claim_nick(User& user, std::string_view nick);
  void release_nick(const User& user);

  // Whether people may take a channel called `name` for one that there is, other than `channel`.
  bool looks_like_another(std::string_view name, const Channel* channel = nullptr) const;
  Channel& make_channel(std::string_view name, std::int64_t now_wall_ms);
  // It stays what it is. REQUIRES: a valid name that no other channel has.
  void rename_channel(Channel& channel, std::string_view name);
  void remove_channel(const Channel& channel);

  std::size_t user_count() const { return users_.size(); }
  std::size_t channel_count() const { return channels_by_name_.size(); }
  // What nicks look like besides their folds, of all together.
  std::size_t look_count() const { return looks_.size(); }

  // Channels in an order that does not change while they live: by slot, below channel_slots(). Null
  // where the slot is free.
  Channel* channel_at(std::size_t slot) const { return channels_[slot].get(); }
  // Null where that channel is gone, whatever it was called.
  Channel* channel_at(std::size_t slot, std::uint64_t id) const;
  std::size_t channel_slots() const { return channels_.size(); }

 private:
  void claim_looks(Channel& channel);
  void release_looks(const Channel& channel);

  template <typename V>
  using NameMap = tsl::robin_map<std::string, V, KeyedStringHash, std::equal_to<>>;

  const irc::Names& names_;
  NameMap<User*> users_;  // by fold
  NameMap<User*> looks_;  // by what else a nick looks like: few have such a nick
  NameMap<Channel*> channels_by_name_;
  NameMap<Channel*> channel_looks_;  // what else their names look like; of two the first has it
  std::vector<std::unique_ptr<Channel>> channels_;  // by slot
  std::vector<std::uint32_t> free_slots_;
  std::uint64_t channels_made_ = 0;
  mutable std::string fold_scratch_;
};

}  // namespace uvchat::hub
