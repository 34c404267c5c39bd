#pragma once

#include <string_view>

// The password of a server that lets nobody in without it (server.password, PASS).

namespace uvchat::cli {

struct ChatState;

// One line that a server can take.
bool is_password(std::string_view text);

// The server has refused us for want of it: the connection is over, and there is no other one
// until the user has given it. The question opens by itself only where it cannot catch what was
// meant for a conversation that has a key; else /connect opens it.
void refuse_password(ChatState& chat);
// For this run, and then the connection is tried again.
void ask_password(ChatState& chat);
// For the preferences, by /set.
void ask_password_to_keep(ChatState& chat, std::string_view arguments);
// What the user has typed.
void take_password(ChatState& chat, std::string_view typed);
void cancel_password(ChatState& chat);

}  // namespace uvchat::cli
