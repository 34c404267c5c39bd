#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/answer_codes.h"
#include "hub/state.h"

// What holds of each login by name and password, whoever asks: a session (commands/login.h), or the
// upload of a file (upload_admission.h).

namespace uvchat::hub {

// Why something is not done.
struct Fault {
  std::string_view code;  // of answer_codes.h
  std::string why;        // for people, as the end of a sentence
};

// Now, but perhaps later.
inline Fault unavailable(std::string_view why) {
  return {code::temporarily_unavailable, std::string(why)};
}

// Whether a password can be one: of an account that is there, not a new one.
bool is_password(std::string_view text);
inline constexpr std::string_view passwords_busy =
    "the server is too busy to check passwords, try again in a minute";
inline constexpr std::string_view wrong_password = "wrong name or password";

// Why no password that comes from this address is looked at now. Nothing: it is.
std::optional<Fault> why_no_password_from(ChatState& state, const Address& address, Now now);
// What the account's password is checked with; the same for 0, which is none.
store::ReadCredentials credentials_of(store::AccountId account, const Address& address, Now now);
// Others have tried the account's passwords too often, and nobody has logged in from here lately.
// `read`: what ReadCredentials has answered. `name`: of the account.
std::optional<Fault> why_tried_too_often(ChatState& state, const std::string& name,
                                         const store::Credentials& read, Now now);
CheckPassword password_check(Ticket ticket, const Address& address, const store::Credentials& read,
                             std::string password);

// Somebody has not shown that they know the password. `why`, for the log alone, is what was wrong.
void count_wrong_password(ChatState& state, const Address& address, std::string_view name,
                          std::string_view why, Now now);
// The same of what cannot be guessed: it shuts nobody out of the account.
void count_wrong_from(ChatState& state, const Address& address, std::string_view name,
                      std::string_view why, Now now);

AccountThen account_then(const ChatState& state, std::string_view name);
// The account, whose password is still that of then; or null, and why.
struct AccountNow {
  Account* account = nullptr;
  Fault fault = {};
};
AccountNow account_now(const ChatState& state, const AccountThen& then);

// The account is suspended; why, for whoever has shown that it is theirs. Nothing: it is not.
std::optional<std::string> why_suspended(const Account& account, Now now);
// Why nobody can log in to the account now, whatever they have shown.
std::optional<Fault> why_shut(const Account& account, Now now);

}  // namespace uvchat::hub
