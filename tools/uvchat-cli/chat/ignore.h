#pragma once

#include <string>
#include <string_view>

// The people whom the user ignores: their messages, notices, CTCP and invitations are not shown.

namespace uvchat::cli {

struct ClientState;

// "bob", "user@host" or "nick!user@host", with wildcards.
bool is_ignore_mask(std::string_view text);

// Whether `source`, "nick!user@host", matches one of the masks in the settings; counted by mask.
// Names are compared as the server does. Never true for ourselves and for the server.
bool is_ignored(ClientState& chat, std::string_view source);

}  // namespace uvchat::cli
