#pragma once

// Which rooms the user is in after the registration, and after a login.

namespace uvchat::cli {

struct ClientState;

// Joins the wanted rooms that one is not in.
void join_wanted(ClientState& chat);
// The server has made us one more session of the account's person, whose rooms it tells now. The
// rooms in which we were as a guest are left.
void leave_rooms_of_guest(ClientState& chat);

}  // namespace uvchat::cli
