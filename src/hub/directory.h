#pragma once

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/channel.h"
#include "hub/look_index.h"
#include "hub/user.h"
#include "hub/work.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {

// Owns users and channels, and is the only index of their names. A nick's fold maps to one user,
// and no two users' nicks look alike. Owner: the hub.
class Directory {
 public:
  // `names` and `work` outlive the directory, which counts what it costs to find out what a name
  // looks like. `node` is in the ids that it gives.
  Directory(const HashKey& key, const irc::Names& names, std::uint8_t node, Work& work);

  User* find_user(std::string_view nick) const;
  Channel* find_channel(std::string_view name) const;

  // Nobody but `user`, and who is to give it up, has the nick, in any spelling, or one that looks
  // like it.
  bool nick_is_free(std::string_view nick, const User* user = nullptr,
                    const User* leaver = nullptr) const;
  // Makes `user` one who can be seen, and gives them their id. REQUIRES: their nick is free.
  User& add_user(UserPool::Ptr user);
  // REQUIRES: nick_is_free(nick, &user).
  void rename_user(User& user, std::string_view nick);
  void remove_user(const User& user);  // who ends

  // Whether people may take a channel called `name` for one that there is, other than `channel`.
  bool looks_like_another(std::string_view name, const Channel* channel = nullptr) const;
  // Nobody may take the name, or one that looks like it, until it is given up: the store has been
  // asked whether a channel may have it.
  void reserve_channel_name(std::string_view name) { reserved_.push_back(looks_of(name)); }
  void give_up_channel_name(std::string_view name);
  Channel& make_channel(std::string_view name, std::int64_t now_wall_ms);
  // Its members and modes stay. REQUIRES: a valid name that no other channel has.
  void rename_channel(Channel& channel, std::string_view name);
  void remove_channel(const Channel& channel);

  std::size_t user_count() const { return users_by_nick_.size(); }
  std::size_t channel_count() const { return channels_by_name_.size(); }
  // Asserts that everybody is found by their name, and has what it looks like.
  void check_invariants() const;

  // Users in an order that does not change while they live: by slot, below user_slots(). Null where
  // the slot is free.
  User* user_at(std::size_t slot) const { return users_[slot].get(); }
  std::size_t user_slots() const { return users_.size(); }
  // Calls f(User&) for each user, in that order.
  template <typename F>
  void for_each_user(F&& f) const {
    for (const UserPool::Ptr& user : users_) {
      if (user) f(*user);
    }
  }
  // Channels in an order that does not change while they live: by slot, below channel_slots(). Null
  // where the slot is free.
  Channel* channel_at(std::size_t slot) const { return channels_[slot].get(); }
  // Null where that channel is gone, whatever it was called, or never was.
  Channel* channel_at(std::size_t slot, std::uint64_t id) const;
  std::size_t channel_slots() const { return channels_.size(); }
  // Nobody has had it, nor any channel.
  std::uint64_t next_id() { return std::uint64_t{node_} << 56 | ++ids_given_; }

 private:
  bool is_reserved(const std::string& look) const;
  void claim_nick(User& user);
  void release_nick(const User& user);
  // Valid until the next one. Who asks for a name is the next to take it as a rule: it is looked at
  // once for both.
  const std::vector<std::string>& looks_of(std::string_view name) const;

  // Users by the folds of their nicks, which are not kept: a map's place would have 48 bytes, most
  // of what a nick costs, and a set's has 16.
  struct NickHash {
    using is_transparent = void;
    const irc::Names* names;
    KeyedStringHash hash;
    std::size_t operator()(std::string_view fold) const { return hash(fold); }
    std::size_t operator()(const User* user) const { return hash(names->fold(user->nick())); }
  };
  struct SameNick {
    using is_transparent = void;
    const irc::Names* names;
    bool operator()(const User* user, std::string_view fold) const {
      return names->fold(user->nick()) == fold;
    }
    bool operator()(const User* user, const User* other) const {
      return names->same(user->nick(), other->nick());
    }
  };
  using NickSet = tsl::robin_set<User*, NickHash, SameNick, std::allocator<User*>, true>;

  template <typename V>
  using NameMap = tsl::robin_map<std::string, V, KeyedStringHash, std::equal_to<>>;

  const irc::Names& names_;
  Work& work_;
  const std::uint8_t node_;
  std::uint64_t ids_given_ = 0;
  NickSet users_by_nick_;
  LookIndex<User> looks_;
  std::vector<UserPool::Ptr> users_;  // by slot
  std::vector<std::uint32_t> free_user_slots_;
  NameMap<Channel*> channels_by_name_;
  LookIndex<Channel> channel_looks_;
  std::vector<std::unique_ptr<Channel>> channels_;  // by slot
  std::vector<std::uint32_t> free_channel_slots_;
  std::vector<std::vector<std::string>> reserved_;  // looks of names of channels
  mutable std::string fold_scratch_;
  mutable std::string looked_at_;  // what looks_of() was asked for last, and its answer
  mutable std::vector<std::string> its_looks_;
};

}  // namespace uvchat::hub
