#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uvchat::cli {

struct ChatState;

// What /help tells: of all topics, of a topic, of a command. It goes to the room on the screen.
void tell_help(ChatState& chat, std::string_view about);

// What can stand behind /help.
std::vector<std::string> help_words();

}  // namespace uvchat::cli
