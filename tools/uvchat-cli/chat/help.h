#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uvchat::cli {

struct ClientState;

// /help: an overview of all topics, a topic, or a command. It is shown in the room on the screen.
void tell_help(ClientState& chat, std::string_view about);

// The words that /help takes.
std::vector<std::string> help_words();

}  // namespace uvchat::cli
