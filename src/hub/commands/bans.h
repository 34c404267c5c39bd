#pragma once

#include <string>
#include <string_view>

#include "hub/state.h"

namespace uvchat::hub {

// To all operators with mode s. They were told of the changes as if these were saved.
void tell_bans_not_saved(ChatState& state, std::string_view why, Now now);
inline constexpr std::string_view means_everybody_text =
    "That would ban everybody, or all who come by IPv4 or IPv6: nothing was done";
// "until it is lifted", "until 2026-11-26T02:35:00.000Z"
std::string end_of_ban(const HubSettings& settings, const ServerBan& ban);

}  // namespace uvchat::hub
