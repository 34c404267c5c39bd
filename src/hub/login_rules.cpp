#include "hub/login_rules.h"

#include <utility>

#include "uvchat/base/limits.h"

namespace uvchat::hub {

bool is_password(std::string_view text) {
  return !text.empty() && text.size() <= limits::password_bytes_max;
}

std::optional<Fault> why_no_password_from(ChatState& state, const Address& address, Now now) {
  const AttemptLimit& limit = state.settings.accounts.wrong_passwords;
  if (state.wrong_passwords.may(address.source(), limit, now.mono_ms)) return std::nullopt;
  return Fault{code::temporarily_unavailable,
               "too many wrong passwords from your address, try again later"};
}

store::ReadCredentials credentials_of(store::AccountId account, const Address& address, Now now) {
  return {account, address.source().text(), now.wall_us - known_network_us};
}

std::optional<Fault> why_tried_too_often(ChatState& state, const std::string& name,
                                         const store::Credentials& read, Now now) {
  if (read.network_is_known ||
      state.wrong_for_account.may(state.names.fold(name), state.settings.accounts.wrong_for_account,
                                  now.mono_ms)) {
    return std::nullopt;
  }
  return Fault{code::temporarily_unavailable,
               "too many wrong passwords for this account, try again later"};
}

CheckPassword password_check(Ticket ticket, const Address& address, const store::Credentials& read,
                             std::string password) {
  return {.ticket = ticket,
          .source = address.source(),
          .hash = read.password_hash,
          .password = std::move(password),
          .is_login = true};
}

void count_wrong_password(ChatState& state, const Address& address, std::string_view name,
                          std::string_view why, Now now) {
  state.wrong_for_account.count(state.names.fold(name), state.settings.accounts.wrong_for_account,
                                now.mono_ms);
  count_wrong_from(state, address, name, why, now);
}

void count_wrong_from(ChatState& state, const Address& address, std::string_view name,
                      std::string_view why, Now now) {
  const AttemptLimit& limit = state.settings.accounts.wrong_passwords;
  state.wrong_passwords.count(address.source(), limit, now.mono_ms);
  // Some type their password where a name belongs.
  const bool is_known = state.accounts.find(name) != nullptr;
  state.log.write(LogLevel::warning, "login refused",
                  {{"account", is_known ? name : ""},
                   {"address", address.text()},
                   {"reason", is_known || name.empty() ? why : "no such account"}});
}

AccountThen account_then(const ChatState& state, std::string_view name) {
  const Account* account = state.accounts.find(name);
  if (account == nullptr) return {0, std::string(name)};
  return {account->id, account->name, account->revision};
}

AccountNow account_now(const ChatState& state, const AccountThen& then) {
  Account* account = state.accounts.find(then.id);
  if (account == nullptr) return {nullptr, {code::no_such_account, "the account is gone"}};
  if (account->revision != then.revision) {
    return {nullptr, {code::outdated, "the password has just been changed"}};
  }
  return {account};
}

std::optional<std::string> why_suspended(const Account& account, Now now) {
  if (!account.is_suspended(now.wall_ms())) return std::nullopt;
  return "this account is suspended: " + account.suspension.reason;
}

std::optional<Fault> why_shut(const Account& account, Now now) {
  if (!account.is_verified) {
    return Fault{code::not_verified, "the account waits for its e-mail address to be verified"};
  }
  if (auto why = why_suspended(account, now)) return Fault{code::suspended, std::move(*why)};
  return std::nullopt;
}

}  // namespace uvchat::hub
