#pragma once

// Which members of a room are away. The server reports changes (away-notify); at the join it must
// be asked.

namespace uvchat::cli {

struct ChatState;
struct Line;
struct Talk;

void ask_who(ChatState& chat, Talk& talk);
// Take 352 and 315. False if the user has asked for them.
bool take_who(ChatState& chat, const Line& line);
bool take_who_end(ChatState& chat, const Line& line);

}  // namespace uvchat::cli
