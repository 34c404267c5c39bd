#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/call.h"
#include "hub/login_rules.h"

// What REGISTER, AUTHENTICATE, NickServ and registration have in common: sessions of accounts.

namespace uvchat::hub {

// For so long a client is not heard that has sent a wrong password, or one that nobody could look
// at: whoever guesses guesses slowly.
inline constexpr std::uint32_t password_penalty_ms = 3000;

// What AUTHENTICATE takes, with commas: of those whose client has shown a certificate, that too.
std::string_view sasl_mechanisms(const AccountSettings& settings, bool has_certificate);

inline constexpr std::string_view clear_connection =
    "everybody on the way could read your password: connect with TLS or through a tunnel (ssh -L), "
    "or ask an "
    "operator";

// Whether the session may send a password: nobody on the way can read it, or the configuration does
// not mind.
bool may_send_password(const Call& call);
inline Fault fault_of_clear_connection() {
  return {code::clear_connection, std::string(clear_connection)};
}
// What is wrong with a new password of the account; nothing: it can be set.
std::optional<Fault> fault_of_password(ChatState& state, std::string_view account,
                                       std::string_view password);
// Whether the account has room for one more session.
bool has_room_for_session(const AccountSettings& settings, const Account& account);
// Somebody is in a channel with mode z, and this session is not over TLS: it would hear the
// channel.
bool must_be_secure(const Session& session, const Account& account);
inline constexpr std::string_view secure_alone =
    "the account is in a channel for TLS alone (+z): connect with TLS";
// Several sessions may be logged in to it at once: what its owner has set, or else the server.
bool takes_several_sessions(const AccountSettings& settings, const Account& account);
// ":srv 900 ana ana!~u@h ana :You are now logged in as ana"
void tell_logged_in(Call& call, const Account& account);
// A session that is registered becomes one of the account's user; another one will when it is.
// REQUIRES: it has no account, and the account has room for it.
void enter_account(Call& call, Account& account);
// The session has made the account, or has shown to be its owner's, and is logged in to it: unless
// it is to another one by now, or others have filled the account meanwhile.
void enter_own_account(Call& call, Account& account);
// Tells a session that has just become one of its user's what the user is in, and with which modes.
void tell_whereabouts(Call& call);

struct NameAndPassword {
  std::string name;
  std::string password;
};
// How the answer to a login is told: as SASL, or by NickServ.
struct LoginWords {
  void (*refused)(Call&, const Fault&);
  void (*accepted)(Call&, const Account&);
};
// Checks the password and enters the account. A wrong name costs and says the same as a wrong
// password.
void log_in_with(Call& call, NameAndPassword given, const LoginWords& words);

// The session has shown that it is the account's. REQUIRES: it has no account.
void accept_login(Call& page, Account& account, const LoginWords& words);
// The session has shown that it knew the account's password then.
void accept_password(Call& page, const AccountThen& then, const LoginWords& words);
// It has not: `why`, for the log alone, is what was wrong.
void count_wrong(Call& page, std::string_view name, std::string_view why);
// The same of what cannot be guessed: it shuts nobody out of the account.
void count_wrong_at_address(Call& page, std::string_view name, std::string_view why);

// --- The steps of a check

// Why the session may not have a password checked now; nothing: it may.
std::optional<Fault> why_no_check(Call& call);
// Asks for what the account's password is checked with; for 0, which is none, too.
Progress ask_for_credentials(Call& page, store::AccountId account);
// After ask_for_credentials(): others have tried the account's passwords too often, and nobody has
// logged in from here lately. Then it has been refused.
bool is_tried_too_often(Call& page, const std::string& name, const LoginWords& words);
// Asks for the check, after ask_for_credentials(). Nothing: the store does not answer, and why is
// in the answer.
std::optional<Progress> ask_for_check(Call& page, const std::string& password);
// Why the password is not accepted, after ask_for_check(); a wrong one is counted. `name`: of the
// account, for the log.
std::optional<Fault> why_refused(Call& page, PasswordVerdict verdict, const std::string& name);

// The account gets this password, which ends what others have opened with the old one: all sessions
// but that which asks. So it does where nobody knows whether it was changed.
Progress ask_to_set_password(Call& page, store::AccountId id, const std::string& hash);
// Asks for the hash under which a new password is kept. The answer's is empty where too many wait.
Progress ask_for_hash(Call& page, const std::string& password);

}  // namespace uvchat::hub
