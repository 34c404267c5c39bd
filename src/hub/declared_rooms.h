#pragma once

#include <span>
#include <string_view>

#include "hub/state.h"
#include "uvchat/base/time.h"

namespace uvchat::hub {

// Makes the rooms of the settings those that are declared, where those in `before` were. A room
// that is declared anew or otherwise is as its declaration says; one that is no longer declared is
// an ordinary channel again. A room that looks like a channel that people are in cannot be made:
// the log says so.
void declare_rooms(ChatState& state, std::span<const DeclaredRoom> before, Now now);

// A declared room is this account's: whoever has the account has the room. Therefore an operator
// makes it.
bool is_declared_founder(ChatState& state, std::string_view account);

}  // namespace uvchat::hub
