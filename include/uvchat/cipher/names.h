#pragma once

#include <string>
#include <string_view>

// Names as keys are made from them (docs/ciphered-lines.md, sections 2 and 3). Names are always
// those that the server sends, never what a user typed. Thread-safe.

namespace uvchat::cipher {

// NFC, then A-Z to a-z, and nothing else, whatever CASEMAPPING says; without NFC where the name is
// not UTF-8. What STATUSMSG puts before a room's name ("@#room") is cut off first.
std::string fold_name(std::string_view name);

// What a root key is made for, besides its passphrase: a room, or two people, in whatever order
// their nicks are given.
std::string room_label(std::string_view room);
std::string private_label(std::string_view one_nick, std::string_view other_nick);

}  // namespace uvchat::cipher
