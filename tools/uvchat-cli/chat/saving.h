#pragma once

#include <initializer_list>
#include <string_view>

#include "uvchat/base/result.h"

// What a chat writes into the user's preferences.

namespace uvchat::cli {

struct ChatState;

// Saves these settings as they are now.
Result<void> save_settings(ChatState& chat, std::initializer_list<std::string_view> names);
// Remembers our server, rooms and nick for a start without arguments. A failure is reported once.
void remember_server(ChatState& chat);

}  // namespace uvchat::cli
