#pragma once

#include <string>
#include <string_view>

// The nick that the user has, and the one that they want.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;

// The server has registered us as `nick`. If somebody else has the wanted nick, the user is told,
// and the client asks for it until it is free.
void begin_nick(ClientState& chat, std::string_view nick);
// Asks the server to report the wanted nick; after its greeting.
void watch_nick(ClientState& chat);
void tick_nick(ClientState& chat);

// The user asks for `nick`: it becomes the wanted one as soon as the server agrees.
void ask_nick(ClientState& chat, const std::string& nick);
// Takes a refusal of our NICK. False if it is none, or if the user must be told at once.
bool take_nick_refusal(ClientState& chat, int number);
// The server has given us this nick.
void take_own_nick(ClientState& chat, const std::string& nick);
// Somebody has given up this nick.
void nick_is_free(ClientState& chat, std::string_view nick);
// Take 730 and 731. False if they are not about the nick that we wait for.
bool take_nick_news(ClientState& chat, const ServerLine& line, bool is_free);

}  // namespace uvchat::cli
