#pragma once

#include <initializer_list>
#include <string_view>

#include "uvchat/base/result.h"

// What a chat writes into the user's preferences.

namespace uvchat::cli {

struct ChatState;

// As they are now in the chat's settings.
Result<void> save_settings(ChatState& chat, std::initializer_list<std::string_view> names);
// Where we are and what we are called: where a start without arguments leads. A failure is told
// once.
void remember_server(ChatState& chat);

}  // namespace uvchat::cli
