#include "hub/accounts.h"

#include <algorithm>
#include <utility>

#include "hub/saved_person.h"
#include "hub/service_nicks.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

bool is_waiting(const Account& account) { return account.id != 0 && !account.is_verified; }

}  // namespace

std::string_view Account::setting(std::string_view key) const {
  const auto at = std::find_if(settings.begin(), settings.end(),
                               [&](const auto& setting) { return setting.first == key; });
  return at == settings.end() ? std::string_view() : at->second;
}

void Account::set(std::string_view key, std::string_view value) {
  std::erase_if(settings, [&](const auto& setting) { return setting.first == key; });
  if (!value.empty()) settings.emplace_back(key, value);
}

Accounts::Accounts(const HashKey& key, const irc::Names& names, Work& work, LogSink& log,
                   const std::vector<store::Account>& kept)
    : names_(names), work_(work), by_look_(0, KeyedStringHash{key}) {
  for (const store::Account& account : kept) {
    // Somebody has changed the database, or other names are valid than when it was made.
    if (account.names.empty() || !names.valid_nick(account.names.front().text)) {
      log.write(LogLevel::warning, "an account cannot be used: its name is not valid",
                {{"account", account.id}});
      continue;
    }
    Account& added = add(account.names.front().text);
    added.id = account.id;
    added.made_us = account.made_us;
    added.is_verified = account.is_verified;
    added.has_email = account.has_email;
    added.suspension = account.suspension;
    for (const auto& [setting, value] : account.settings) {
      if (setting != person_setting) added.settings.emplace_back(setting, value);
    }
    by_id_[added.id] = &added;
    last_id_ = std::max(last_id_, added.id);
    if (!added.is_verified) unverified_.push_back(added.id);
    for (std::size_t i = 1; i < account.names.size(); ++i) {
      if (!names.valid_nick(account.names[i].text)) continue;
      add_looks(added, account.names[i].text);
      confirm_nick(added, account.names[i].text);
    }
  }
  for (const std::string_view nick : service_nicks) {
    for (std::string& look : looks_of(nick)) by_look_.emplace(std::move(look), nullptr);
  }
}

std::vector<std::string> Accounts::looks_of(std::string_view name) const {
  return hub::looks_of(work_, names_, name);
}

bool Accounts::is_called(const Account& account, std::string_view fold) const {
  return names_.fold(account.name) == fold ||
         std::any_of(account.nicks.begin(), account.nicks.end(),
                     [&](const std::string& nick) { return names_.fold(nick) == fold; });
}

Account* Accounts::find(std::string_view name) const {
  const std::string fold = names_.fold(name);
  Account* found = nullptr;
  for (auto [at, end] = by_look_.equal_range(fold); at != end; ++at) {
    if (at->second == nullptr) return nullptr;
    if (at->second->id != 0 && is_called(*at->second, fold)) found = at->second;
  }
  return found;
}

Account* Accounts::find(store::AccountId id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second;
}

// Of a name in ASCII only its fold can be another name's look.
Claim Accounts::claim_on(std::string_view nick, const Account* own) const {
  const Account* called = find(nick);
  if (own != nullptr && called == own) return Claim::own;
  const std::vector<std::string> looks =
      is_ascii(nick) ? std::vector{names_.fold(nick)} : looks_of(nick);
  Claim claim = Claim::nobodys;
  for (const std::string& look : looks) {
    for (auto [at, end] = by_look_.equal_range(look); at != end; ++at) {
      const Account* other = at->second;
      if (other != nullptr && is_waiting(*other)) {
        if (claim == Claim::nobodys) claim = Claim::waiting;
      } else if (own == nullptr || other != own) {
        return called != nullptr ? Claim::anothers : Claim::alike;
      } else {
        claim = Claim::own;
      }
    }
  }
  return claim;
}

void Accounts::add_looks(Account& account, std::string_view name) {
  for (std::string& look : looks_of(name)) by_look_.emplace(std::move(look), &account);
}

void Accounts::remove_looks(const Account& account, std::string_view name) {
  for (const std::string& look : looks_of(name)) {
    const auto [first, end] = by_look_.equal_range(look);
    const auto at =
        std::find_if(first, end, [&](const auto& entry) { return entry.second == &account; });
    if (at != end) by_look_.erase(at);
  }
}

Account& Accounts::add(std::string_view name) {
  auto made = std::make_unique<Account>();
  Account& account = *made;
  account.name = name;
  accounts_.emplace(&account, std::move(made));
  add_looks(account, name);
  return account;
}

Account& Accounts::reserve(std::string_view name, std::int64_t made_us, bool is_verified) {
  UVCHAT_ASSERT(name_is_free(name));
  Account& reserved = add(name);
  reserved.made_us = made_us;
  reserved.is_verified = is_verified;
  return reserved;
}

void Accounts::confirm(Account& reserved, store::AccountId id) {
  UVCHAT_ASSERT(reserved.id == 0 && id != 0);
  reserved.id = id;
  by_id_[id] = &reserved;
  last_id_ = std::max(last_id_, id);
  if (!reserved.is_verified) unverified_.push_back(id);
}

void Accounts::release(const Account& reserved) {
  UVCHAT_ASSERT(reserved.id == 0);
  drop(reserved);
}

void Accounts::reserve_nick(Account& account, std::string_view nick) {
  UVCHAT_ASSERT(name_is_free(nick));
  add_looks(account, nick);
}

void Accounts::confirm_nick(Account& account, std::string_view nick) {
  account.nicks.emplace_back(nick);
}

void Accounts::release_nick(Account& account, std::string_view nick) {
  remove_looks(account, nick);
  std::erase_if(account.nicks, [&](const std::string& other) { return names_.same(other, nick); });
}

Account* Accounts::next_unverified(std::int64_t made_us) {
  while (!unverified_.empty()) {
    Account* oldest = find(unverified_.front());
    const bool waits = oldest != nullptr && !oldest->is_verified;
    if (waits && oldest->made_us > made_us) return nullptr;
    unverified_.pop_front();
    if (waits) return oldest;
  }
  return nullptr;
}

void Accounts::drop(const Account& account) {
  UVCHAT_ASSERT(account.user == nullptr);
  remove_looks(account, account.name);
  for (const std::string& nick : account.nicks) remove_looks(account, nick);
  by_id_.erase(account.id);
  accounts_.erase(&account);
}

}  // namespace uvchat::hub
