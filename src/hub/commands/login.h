#pragma once

#include <cstdint>

#include "hub/call.h"

// What REGISTER, AUTHENTICATE and registration have in common: sessions of accounts.

namespace uvchat::hub {

// For so long a client is not heard that has sent a wrong password, or one that nobody could look
// at: whoever guesses guesses slowly.
inline constexpr std::uint32_t password_penalty_ms = 3000;

// Whether the session may send a password: nobody on the way can read it, or the configuration does
// not mind.
bool may_send_password(const Call& call);
// Whether the account has room for one more session.
bool has_room_for_session(const Account& account);
// ":srv 900 ana ana!~u@h ana :You are now logged in as ana"
void tell_logged_in(Call& call, const Account& account);
// A session that is registered becomes one of the account's user; another one will when it is.
// REQUIRES: it has no account, and the account has room for it.
void enter_account(Call& call, Account& account);
// Tells a session that has just become one of its user's what the user is in, and with which modes.
void tell_whereabouts(Call& call);

}  // namespace uvchat::hub
