#pragma once

#include <tsl/robin_map.h>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hub/work.h"
#include "uvchat/base/flood_gate.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/log.h"
#include "uvchat/irc/names.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

struct User;

// Who has logged in to an account from a network within this time is known there.
inline constexpr std::int64_t known_network_us = std::int64_t{30} * 86'400 * 1'000'000;

// An account: a name with a password, which the store keeps.
struct Account {
  store::AccountId id = 0;  // 0: the store has been asked to make it
  std::string name;
  std::vector<std::string> nicks;  // grouped with it, in the order of grouping
  std::int64_t made_us = 0;        // wall
  // Its e-mail address has been shown to be its owner's, or need not be. Until then nobody can log
  // in to it.
  bool is_verified = true;
  bool has_email = false;        // the store has it
  store::Suspension suspension;  // by nobody: it is not suspended
  // How often its password was changed or it was suspended since the server started: what was
  // checked before is worth nothing.
  std::uint64_t revision = 0;
  // What the store has been asked for and has not answered: nicks, and channels to be founder of.
  std::size_t nicks_asked = 0;
  std::size_t channels_asked = 0;
  std::vector<std::pair<std::string, std::string>> settings;  // that its owner has made, by name
  User* user = nullptr;  // who is logged in to it, with all of their sessions; at most one
  FloodGate gate;        // for what all of these say
  std::int64_t absent_since_ms = 0;  // wall: when the user's last session ended; 0: they have one
  // Mono, by store::CodePurpose: until then the newest code of an account is not replaced because a
  // stranger asks for another, who could make each code worthless before its owner has read it.
  std::array<std::uint64_t, 2> code_held_until_ms{};

  // Empty: as if it had never been set.
  std::string_view setting(std::string_view key) const;
  void set(std::string_view key, std::string_view value);
  bool holds_code(store::CodePurpose purpose, std::uint64_t now_ms) const {
    return code_held_until_ms[static_cast<std::size_t>(purpose)] > now_ms;
  }
  void hold_code(store::CodePurpose purpose, std::uint64_t until_ms) {
    code_held_until_ms[static_cast<std::size_t>(purpose)] = until_ms;
  }
  bool is_suspended(std::int64_t wall_ms) const {
    return !suspension.by.empty() && (suspension.until_ms == 0 || suspension.until_ms > wall_ms);
  }
};

// An account as it was when its password was asked for.
struct AccountThen {
  store::AccountId id = 0;  // 0: there was none
  std::string name;         // or what was given for one
  std::uint64_t revision = 0;
};

// Whose a nick is.
enum class Claim : std::uint8_t {
  nobodys,
  own,
  waiting,   // of an account that is not verified, or like it: anybody's nick, but no account's
  anothers,  // it is a name of another account
  alike,     // it looks like a name of another account, is about to be one, or a service's
};

// The accounts of the store, by their names. No account is made whose name looks like another's or
// like a service's; yet the store may hold two alike, of which it has confirmed only one. They are
// all here from the start, so that a name is its owner's while the store is away. Owner: the hub.
class Accounts {
 public:
  // `names` and `work`, which counts what a look at a name costs, outlive this.
  // Those in `kept` whose name is not valid are left out: the log says so.
  Accounts(const HashKey& key, const irc::Names& names, Work& work, LogSink& log,
           const std::vector<store::Account>& kept);

  // The account of this name or grouped nick, in any spelling. Null: there is none, or it is about
  // to be one.
  Account* find(std::string_view name) const;
  Account* find(store::AccountId id) const;
  // The highest id that one has had here; 0: none.
  store::AccountId last_id() const { return last_id_; }
  // Without those that are about to be made.
  std::size_t size() const { return by_id_.size(); }
  // Whose the nick is, for somebody who is logged in to `own`, or to none.
  Claim claim_on(std::string_view nick, const Account* own) const;
  // Neither an account nor one that is about to be made has the name, or one that looks like it.
  bool name_is_free(std::string_view name) const {
    return claim_on(name, nullptr) == Claim::nobodys;
  }

  // The store is asked to make this account. REQUIRES: name_is_free(name).
  Account& reserve(std::string_view name, std::int64_t made_us, bool is_verified);
  // It has made it, or not.
  void confirm(Account& reserved, store::AccountId id);
  void release(const Account& reserved);

  // The store is asked for this nick, too, which nobody else can ask for now. REQUIRES:
  // name_is_free(nick).
  void reserve_nick(Account& account, std::string_view nick);
  // It has confirmed it, or not; or the account gives up a nick that it has.
  static void confirm_nick(Account& account, std::string_view nick);
  void release_nick(Account& account, std::string_view nick);

  // One that was made before `made_us`, or as early, and is not verified; each is given once,
  // unless it is to be given again later. Null: there is none.
  Account* next_unverified(std::int64_t made_us);
  void give_again(const Account& account) { unverified_.push_front(account.id); }

  // The account has ended, and its names are free. REQUIRES: it has no user.
  void drop(const Account& account);

 private:
  using Looks = std::unordered_multimap<std::string, Account*, KeyedStringHash>;

  Account& add(std::string_view name);
  void add_looks(Account& account, std::string_view name);
  void remove_looks(const Account& account, std::string_view name);
  bool is_called(const Account& account, std::string_view fold) const;
  std::vector<std::string> looks_of(std::string_view name) const;

  const irc::Names& names_;
  Work& work_;
  // By the fold of each name, and by what else it looks like. Null: a service's.
  Looks by_look_;
  tsl::robin_map<store::AccountId, Account*> by_id_;
  store::AccountId last_id_ = 0;
  std::deque<store::AccountId> unverified_;  // oldest first; some may be verified or gone
  tsl::robin_map<const Account*, std::unique_ptr<Account>> accounts_;
};

}  // namespace uvchat::hub
