#pragma once

#include <cstdint>

namespace uvchat::tls {

// What is spoken on a connection. Each side says it in the handshake (ALPN, RFC 7301), so that none
// is taken for another; a server takes clients that say nothing.
enum class Application : std::uint8_t { irc, http };

}  // namespace uvchat::tls
