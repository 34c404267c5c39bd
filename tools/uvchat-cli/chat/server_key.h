#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "client/target.h"

namespace uvchat::cli {

// "HOST:PORT", the name of a server in the files of keys and of state. It is the same for all
// spellings of the host, so that another spelling does not hide what is closed.
std::string server_key(const client::Target& server);
inline constexpr std::uint16_t irc_port = 6667;  // where none is named
inline constexpr std::uint16_t tls_port = 6697;  // with TLS

// What becomes of two values under two spellings of one server that cannot both stay.
enum class Clash : std::uint8_t {
  is_null,
  is_decided,  // for that under the client's own spelling
};

// Converts a file that may have other spellings of servers: "Chat.Example.org", "[::1]:6667".
// Entries under several spellings are merged.
// REQUIRES: an object.
void merge_spellings(nlohmann::json& file, Clash clash = Clash::is_null);

}  // namespace uvchat::cli
