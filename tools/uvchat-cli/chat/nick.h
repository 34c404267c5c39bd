#pragma once

#include <string>
#include <string_view>

// What the user is called, and what they want to be called.

namespace uvchat::cli {

struct ChatState;
struct Line;

// The server has registered us under `nick`. Where that is not the wanted one, which somebody has,
// the user is told, and it is asked for until it is free.
void begin_nick(ChatState& chat, std::string_view nick);
// What the server can tell of nicks it is asked for: once its greeting is over.
void watch_nick(ChatState& chat);
void tick_nick(ChatState& chat);

// By the user, so that the wanted one is `nick` as soon as the server agrees.
void ask_nick(ChatState& chat, const std::string& nick);
// The server answers our NICK with a refusal. False where it does not, or where the user is to be
// told at once.
bool take_nick_refusal(ChatState& chat, int number);
// It calls us so now.
void take_own_nick(ChatState& chat, const std::string& nick);
// Somebody is not called so any more.
void nick_is_free(ChatState& chat, std::string_view nick);
// 730 and 731. False where they are not about the nick we wait for.
bool take_nick_news(ChatState& chat, const Line& line, bool is_free);

}  // namespace uvchat::cli
