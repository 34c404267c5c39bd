#pragma once

#include "hub/call.h"

// What is told of how far the caller has read (IRCv3 draft/read-marker), where others show a
// channel.

namespace uvchat::hub {

// The caller's marker in the channel, with what the store has of it; nothing to sessions without
// the capability.
Page marker_page(const Channel& channel);

}  // namespace uvchat::hub
