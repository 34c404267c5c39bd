#pragma once

#include <string_view>

#include "hub/call.h"

// What the dispatcher asks of a message of several lines that a client is sending.

namespace uvchat::hub {

// Whether the line was for the batch that the session has open, or was refused because of it.
// `command` is in capitals.
bool heard_in_batch(Call& call, std::string_view command);
// A line came that cannot be understood: an open batch would be said without it.
void lose_line_of_batch(Call& call);
// REQUIRES: the session has an open batch that has not failed.
void time_out_batch(ChatState& state, Session& session, Now now);

}  // namespace uvchat::hub
