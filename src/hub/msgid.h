#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "hub/past.h"

namespace uvchat::hub {

// The id of a message is its place in history. `n` has msgid_n_bits: the epoch of the server's
// start, and a count within it, of the room or, where nothing is kept, of the node.
inline constexpr unsigned msgid_n_bits = 40;
inline constexpr unsigned msgid_count_bits = 20;

// Its 18 bytes (room 3, time 8, node 2, n 5, the highest byte first) in base64url.
using MsgidText = std::array<char, 24>;
MsgidText msgid_text(const Place& place);
// Nothing where the text is no id.
std::optional<Place> place_of_msgid(std::string_view text);

}  // namespace uvchat::hub
