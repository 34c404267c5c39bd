#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/commands/login.h"
#include "hub/commands/services.h"
#include "hub/service_nicks.h"

// What the commands of NickServ have in common; they are in nickserv_*.cpp by their subject.

namespace uvchat::hub {

// "Refused: <why>"
void refuse_as_nickserv(Call& call, const Fault& fault);
// No number could be drawn for a code.
void refuse_without_code(Call& call);
// Says that a change could not be stored, where it could not.
bool is_stored(Call& page, std::string_view what);
// The first steps of what takes the password of an account once more. `then`: the account.
std::vector<Page> password_steps(const AccountThen& then, const std::string& password);
// The password was right, for the step behind them; says so where it was not.
bool knows_password(Call& page, const AccountThen& then);

// nickserv_certificates.cpp
void certificates(ServiceCall& asked);
// nickserv_devices.cpp
void sessions(ServiceCall& asked);
// nickserv_email.cpp
void set_email(ServiceCall& asked);
// nickserv_ends.cpp
void drop_account(ServiceCall& asked);
void suspend(ServiceCall& asked);
void unsuspend(ServiceCall& asked);
// nickserv_erase.cpp
void erase_lines(ServiceCall& asked);
// nickserv_export.cpp
void export_data(ServiceCall& asked);
// nickserv_invites.cpp
void make_invitations(ServiceCall& asked);
// nickserv_nicks.cpp
void group_nick(ServiceCall& asked);
void ungroup_nick(ServiceCall& asked);
void ghost(ServiceCall& asked);
void regain(ServiceCall& asked);
// nickserv_resets.cpp
void make_reset_code(ServiceCall& asked);
void reset_password(ServiceCall& asked);
// nickserv_settings.cpp
void change_settings(ServiceCall& asked);
// verify.cpp
void verify(ServiceCall& asked);

}  // namespace uvchat::hub
