#pragma once

#include <string>
#include <string_view>

#include "client/target.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

// A server as people write it, with a nick and a room if they give them.
struct Address {
  client::Target server;  // port 0 where none is given
  bool has_tls = false;   // it begins with ircs://
  std::string nick;       // empty where none is given
  std::string room;       // empty where none is given
};

// "[NICK@]HOST[:PORT]" or "irc://[NICK@]HOST[:PORT][/ROOM]", with TLS "ircs://..."; in a URL %23 is
// '#', and a room without '#' gets one.
Result<Address> parse_address(std::string_view text);

// Why no password goes to `server` ("HOST:PORT"), which is not on this machine and has no TLS, and
// what helps.
std::string words_of_clear_login(const std::string& server);

// A word of the protocol: no spaces, commas or control characters, and no ':' in front.
bool is_word(std::string_view text);

}  // namespace uvchat::cli
