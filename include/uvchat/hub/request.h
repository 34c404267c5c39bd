#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"

// What the hub asks of the server because it may neither wait nor touch a file, and what it is told
// in answer. Values, like events and effects; made and heard on the hub's thread. An answer may
// come late or never: the hub has a deadline of its own.

namespace uvchat {

// Answered by PasswordChecked. Until then the session is parked.
struct CheckPassword {
  ConnId conn;
  Address source;            // of who asks: one of its questions is checked at a time
  std::uint64_t ticket = 0;  // comes back with the answer, which may be that to an older question
  std::string hash;          // "$argon2id$..."
  std::string password;
};

enum class PasswordVerdict : std::uint8_t {
  match,
  mismatch,
  busy,  // too many are waiting to be checked
};

struct PasswordChecked {
  ConnId conn;
  std::uint64_t ticket = 0;
  PasswordVerdict verdict = PasswordVerdict::busy;
};

// By a gateway, `conn` is for somebody whom the hub counts by their address: those who count
// connections by their peers need not. Not answered.
struct CountedByHub {
  ConnId conn;
};

// REHASH. Answered by Hub::settings_reloaded.
struct ReloadSettings {
  ConnId conn;  // who asked; nobody for SIGHUP
};

enum class ServerBanKind : std::uint8_t { kline, dline };

// Who may not use the server.
struct ServerBan {
  ServerBanKind kind = ServerBanKind::kline;
  std::string mask;  // kline: "user@host" with wildcards, host may be a network; dline: a network
  std::string reason;
  std::string set_by;
  std::int64_t set_ms = 0;      // wall
  std::int64_t expires_ms = 0;  // wall; 0: never

  bool operator==(const ServerBan&) const = default;
};

// All of them, after a change: what is written replaces what was.
struct SaveBans {
  std::vector<ServerBan> bans;
};

using Request = std::variant<CheckPassword, CountedByHub, ReloadSettings, SaveBans>;

}  // namespace uvchat
