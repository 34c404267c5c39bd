#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/irc/message.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {

// A line of IRC holds 512 bytes with everything that stands before the text.
inline constexpr std::size_t text_bytes_max = 400;

// `text` in pieces of at most `bytes_max` bytes, cut between UTF-8 characters. Nothing for an empty
// text.
std::vector<std::string_view> pieces_of(std::string_view text, std::size_t bytes_max);

// What a terminal may be shown: control characters, which could steer it, become '?'.
std::string printable(std::string_view text);

// Whether it may be shown as it is.
bool is_printable(std::string_view text);

// How a line of the server is shown to somebody called `nick`; nothing for what is not shown: what
// one did oneself, and the server's business. `names` are the server's.
std::optional<std::string> shown(const irc::Message& message, std::string_view nick,
                                 const irc::Names& names);

}  // namespace uvchat::cli
