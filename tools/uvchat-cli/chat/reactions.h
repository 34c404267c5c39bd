#pragma once

// Reactions to messages (+draft/react), and messages that are taken back (REDACT).

#include <cstddef>
#include <string>
#include <string_view>

namespace uvchat::cli {

constexpr std::size_t reaction_bytes_max = 64;

struct Batch;
struct ClientState;
struct Room;
struct ServerLine;

// TAGMSG. With `past` it is of history.
void receive_tagmsg(ClientState& chat, const ServerLine& line);
void take_reaction(ClientState& chat, Room& room, const ServerLine& line);
// Whether the user has answered that message with this sign.
bool has_own_reaction(const ClientState& chat, const Room& room, const std::string& msgid,
                      std::string_view said);
// Where the server does not tell us of our own, given or taken away.
void add_own_reaction(ClientState& chat, Room& room, const std::string& msgid,
                      std::string_view said, bool is_given);
// The room is being closed.
void forget_reactions(ClientState& chat, const Room& room);

// REDACT <target> <msgid> :<reason>. In a batch of the past also of what that holds so far.
void receive_redact(ClientState& chat, const ServerLine& line);
void take_back(ClientState& chat, const ServerLine& line, Batch& past);

}  // namespace uvchat::cli
