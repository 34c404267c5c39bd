#pragma once

#include <string_view>

#include "hub/acts/actor.h"

namespace uvchat::hub {

// A server notice to all users with mode s; of what an actor does, to all of them but the actor.
// Whether somebody is there who hears it.
bool notify_operators(ChatState& state, std::string_view text, Now now,
                      const User* except = nullptr);
bool notify_operators(const Actor& actor, std::string_view text);

// To all users with mode w. `text` fits into the line.
void wallops(const Actor& actor, std::string_view text);

}  // namespace uvchat::hub
