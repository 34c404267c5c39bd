#pragma once

#include <cstddef>
#include <string_view>

#include "hub/settings.h"

// How many bytes of a text fit into the lines that tell it.

namespace uvchat::hub {

// Behind `head_bytes` of a line.
std::size_t room_behind(std::size_t head_bytes);
// What stands before the text of a numeric reply at most, to whomever it goes. `middle_bytes`: of
// its parameters between nick and text.
std::size_t reply_head_bytes(const HubSettings& settings, std::size_t middle_bytes);
// Of a topic that `source` sets everybody is told as much, by TOPIC and by LIST, which has the
// least room for it.
std::size_t topic_room(const HubSettings& settings, std::string_view channel,
                       std::string_view source);

}  // namespace uvchat::hub
