#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/server_facts.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

// The bytes of ":nick!user@host ", which a server puts before what `source` says; of what `source`
// leaves out, the most that there can be.
std::size_t prefix_bytes_of(std::string_view source);

// How many bytes of text a line "KIND TARGET :TEXT" holds with that prefix, and no less where the
// server lengthens it later, as by a cloak; 0: none.
std::size_t clear_text_room(std::size_t line_bytes, std::size_t prefix_bytes, std::string_view kind,
                            std::string_view target);

// `text` in pieces of at most `bytes_max` bytes, cut between UTF-8 characters. Nothing for an empty
// text.
std::vector<std::string_view> pieces_of(std::string_view text, std::size_t bytes_max);

// As texts are compared, whatever their case and however their letters are written. Only near a
// place where over a thousand bytes stand without a space may a mark be parted from its letter.
std::string caseless(std::string_view text);

// What a terminal may be shown: control characters, which could steer it, become '?'.
std::string printable(std::string_view text);

// Whether it may be shown as it is.
bool is_printable(std::string_view text);

// How a line of the server is shown to somebody called `nick`; nothing for what is not shown: what
// one did oneself, and the server's business.
std::optional<std::string> shown(const irc::Message& message, std::string_view nick,
                                 const ServerFacts& server);

}  // namespace uvchat::cli
