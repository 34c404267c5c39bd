#pragma once

#include <string_view>

namespace uvchat::cli {

struct Room;

// Whether a line typed into `room` may hold a passphrase or a password, whatever it was meant for.
// In doubt it may. Such a line is not shown again.
bool may_hold_secret(const Room& room, std::string_view typed);
// The same for a text that is no command.
bool said_may_hold_secret(const Room& room, std::string_view said);

}  // namespace uvchat::cli
