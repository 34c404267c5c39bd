#pragma once

#include <cstdint>
#include <string>

namespace uvchat {

enum class ServerBanKind : std::uint8_t { kline, dline };

// A ban from the server.
struct ServerBan {
  ServerBanKind kind = ServerBanKind::kline;
  std::string mask;  // kline: "user@host" with wildcards, host may be a network; dline: a network
  std::string reason;
  std::string set_by;
  std::int64_t set_ms = 0;      // wall
  std::int64_t expires_ms = 0;  // wall; 0: never

  bool operator==(const ServerBan&) const = default;
};

}  // namespace uvchat
