#pragma once

#include <tsl/robin_map.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/work.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/irc/names.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

struct User;

// An account: a name with a password, which the store keeps.
struct Account {
  store::AccountId id = 0;  // 0: the store has been asked to make it
  std::string name;
  User* user = nullptr;  // who is logged in to it, with all of their sessions; at most one
};

// The accounts of the store, by their names: no two have names that look alike. They are all here
// from the start, so that a name is its owner's while the store is away. Owner: the hub.
class Accounts {
 public:
  // `names` and `work`, which counts what a look at a name costs, outlive this.
  Accounts(const HashKey& key, const irc::Names& names, Work& work,
           const std::vector<store::Account>& kept);

  // The account of this name, in any spelling. Null: there is none, or it is about to be made.
  Account* find(std::string_view name) const;
  // Neither an account nor one that is about to be made has the name, or one that looks like it.
  bool name_is_free(std::string_view name) const;

  // The store is asked to make this account. REQUIRES: name_is_free(name).
  Account& reserve(std::string_view name);
  // It has made it, or not.
  void confirm(Account& reserved, store::AccountId id);
  void release(const Account& reserved);

 private:
  using Index = tsl::robin_map<std::string, Account*, KeyedStringHash, std::equal_to<>>;

  Account& add(std::string_view name);

  const irc::Names& names_;
  Work& work_;
  Index by_look_;  // its name's fold, and what else the name looks like
  std::deque<std::unique_ptr<Account>> accounts_;
};

}  // namespace uvchat::hub
