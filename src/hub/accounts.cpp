#include "hub/accounts.h"

#include <algorithm>

#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {

Accounts::Accounts(const HashKey& key, const irc::Names& names, Work& work,
                   const std::vector<store::Account>& kept)
    : names_(names), work_(work), by_look_(0, KeyedStringHash{key}) {
  for (const store::Account& account : kept) {
    // A file that somebody has changed may hold an account without a name: nobody can log in to it.
    if (!account.names.empty()) add(account.names.front().text).id = account.id;
  }
}

Account* Accounts::find(std::string_view name) const {
  const std::string fold = names_.fold(name);
  const auto at = by_look_.find(fold);
  if (at == by_look_.end() || at->second->id == 0) return nullptr;
  return names_.fold(at->second->name) == fold ? at->second : nullptr;
}

bool Accounts::name_is_free(std::string_view name) const {
  if (is_ascii(name)) return by_look_.find(names_.fold(name)) == by_look_.end();
  const std::vector<std::string> looks = looks_of(work_, names_, name);
  return std::none_of(looks.begin(), looks.end(), [this](const std::string& look) {
    return by_look_.find(look) != by_look_.end();
  });
}

Account& Accounts::add(std::string_view name) {
  Account& account = *accounts_.emplace_back(std::make_unique<Account>());
  account.name = name;
  for (std::string& look : looks_of(work_, names_, name)) {
    by_look_.try_emplace(std::move(look), &account);
  }
  return account;
}

Account& Accounts::reserve(std::string_view name) {
  UVCHAT_ASSERT(name_is_free(name));
  return add(name);
}

void Accounts::confirm(Account& reserved, store::AccountId id) {
  UVCHAT_ASSERT(reserved.id == 0 && id != 0);
  reserved.id = id;
}

// The last ones are those that are about to be made.
void Accounts::release(const Account& reserved) {
  UVCHAT_ASSERT(reserved.id == 0);
  for (const std::string& look : looks_of(work_, names_, reserved.name)) {
    const auto at = by_look_.find(look);
    if (at != by_look_.end() && at->second == &reserved) by_look_.erase(at);
  }
  const auto found = std::find_if(accounts_.rbegin(), accounts_.rend(),
                                  [&](const auto& account) { return account.get() == &reserved; });
  UVCHAT_ASSERT(found != accounts_.rend());
  accounts_.erase(std::next(found).base());
}

}  // namespace uvchat::hub
