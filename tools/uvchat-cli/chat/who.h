#pragma once

// Which members of a room are away, and who is logged in. The server reports changes (away-notify,
// account-notify); at the join it must be asked.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;
struct Talk;

void ask_who(ClientState& chat, Talk& talk);
// Take 352, 354 and 315. False if the user has asked for them.
bool take_who(ClientState& chat, const ServerLine& line);
bool take_whox(ClientState& chat, const ServerLine& line);
bool take_who_end(ClientState& chat, const ServerLine& line);

}  // namespace uvchat::cli
