#pragma once

#include <string_view>

// The password of a server that lets nobody in without it (server.password, PASS).

namespace uvchat::cli {

struct ClientState;

// One line that a server can take.
bool is_password(std::string_view text);

// Whether a question may open by itself: it could catch a text that was meant for a conversation
// with a key.
bool may_open_by_itself(ClientState& chat);

// The server has refused us for lack of the password: the connection has ended, and the client does
// not connect again until the user has given it. The question opens by itself only if it cannot
// catch a text that was meant for a conversation with a key; else /connect opens it.
void refuse_password(ClientState& chat);
// Asks for it for this run, and then connects again.
void ask_password(ClientState& chat);
// Asks for it for the preferences (/set).
void ask_password_to_keep(ClientState& chat, std::string_view arguments);
// What the user has typed.
void take_password(ClientState& chat, std::string_view typed);
void cancel_password(ClientState& chat);

}  // namespace uvchat::cli
