#pragma once

#include <string_view>

#include "hub/acts/actor.h"

namespace uvchat::hub {

// The log says so, and the store keeps it: STATS a tells of it.
void keep_deed(ChatState& state, std::string_view by, std::string_view what, std::string_view about,
               Now now);

// An operator has done something that touches others, by a right that only operators have. The deed
// is kept, and the other operators are told `notice`; nothing where it is empty. `what` is the
// command, `about` its parameters without secrets.
void note_deed(const Actor& actor, std::string_view what, std::string_view about,
               std::string_view notice = {});

}  // namespace uvchat::hub
