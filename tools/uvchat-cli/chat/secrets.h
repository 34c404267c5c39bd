#pragma once

#include <string_view>

namespace uvchat::cli {

struct Room;

// Whether a passphrase or password may stand in what is typed into `room`, wherever it was meant to
// go: such a line is not shown again. In doubt it may.
bool may_hold_secret(const Room& room, std::string_view typed);
// Of what is said there, and no command.
bool said_may_hold_secret(const Room& room, std::string_view said);

}  // namespace uvchat::cli
