#pragma once

#include <initializer_list>
#include <string_view>

#include "uvchat/base/result.h"

// What a chat writes into the user's preferences.

namespace uvchat::cli {

struct ClientState;

// Saves these settings as they are now.
Result<void> save_settings(ClientState& chat, std::initializer_list<std::string_view> names);
// Remembers our server, rooms and nick for a start without arguments. A failure is reported once.
void remember_server(ClientState& chat);
// The rooms that the user wants to be in have changed.
void remember_rooms(ClientState& chat);

}  // namespace uvchat::cli
