#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/server_facts.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

// The bytes of ":nick!user@host ", which a server puts before the lines of `source`. A part that
// `source` leaves out counts with its greatest length.
std::size_t prefix_bytes_of(std::string_view source);

// How many bytes of text fit into a line "KIND TARGET :TEXT" with that prefix, also if the server
// makes the prefix longer later, for example by a cloak. 0: none.
std::size_t clear_text_room(std::size_t line_bytes, std::size_t prefix_bytes, std::string_view kind,
                            std::string_view target);

// `text` in pieces of at most `bytes_max` bytes, cut between UTF-8 characters. Nothing for an empty
// text.
std::vector<std::string_view> pieces_of(std::string_view text, std::size_t bytes_max);

// The form in which texts are compared, without regard to case or to how letters are written. Only
// in more than a thousand bytes without a space can a mark be separated from its letter.
std::string caseless(std::string_view text);

// A text that is safe for a terminal: control characters become '?'.
std::string printable(std::string_view text);

// Whether the text is safe as it is.
bool is_printable(std::string_view text);

// As the value of a tag (IRCv3 message-tags).
std::string tag_value(std::string_view text);

// What a PRIVMSG or NOTICE says, and who does: "<bob> hello", of an action "* bob waves".
std::string said(const irc::Message& message, bool to_us_alone);

// How a line of the server is shown to the user called `nick`. Nothing for lines that are not
// shown: the user's own acts, and lines between client and server.
std::optional<std::string> shown(const irc::Message& message, std::string_view nick,
                                 const ServerFacts& server);

}  // namespace uvchat::cli
