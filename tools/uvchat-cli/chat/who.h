#pragma once

// Who of a room is away. Later changes come by themselves (away-notify); how it is at the joining,
// the server must be asked.

namespace uvchat::cli {

struct ChatState;
struct Line;
struct Talk;

void ask_who(ChatState& chat, Talk& talk);
// 352 and 315. False where the user has asked for them.
bool take_who(ChatState& chat, const Line& line);
bool take_who_end(ChatState& chat, const Line& line);

}  // namespace uvchat::cli
