#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"

// Requests of the hub, which may neither wait nor touch a file, and the server's answers: values,
// like events and effects. The hub makes requests and takes answers on its own thread. An answer
// may come late or never: the hub has a deadline for each.

namespace uvchat {

// Answered by PasswordChecked; the session is parked until then.
struct CheckPassword {
  ConnId conn;
  Address source;            // one password of each address is checked at a time
  std::uint64_t ticket = 0;  // returned in the answer, which may belong to an older request
  std::string hash;          // "$argon2id$..."
  std::string password;
};

enum class PasswordVerdict : std::uint8_t {
  match,
  mismatch,
  busy,  // too many requests are waiting
};

struct PasswordChecked {
  ConnId conn;
  std::uint64_t ticket = 0;
  PasswordVerdict verdict = PasswordVerdict::busy;
};

// `conn` is a gateway's connection whose user the hub now counts by the user's address; the gateway
// no longer counts it. Not answered.
struct CountedByHub {
  ConnId conn;
};

// REHASH or SIGHUP. Answered by Hub::settings_reloaded.
struct ReloadSettings {
  ConnId conn;  // the operator; nobody for SIGHUP
};

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

// Store a ban that was set (it replaces one of the same kind and mask) or lifted. Answered by
// BansSaved.
struct SaveBan {
  std::uint64_t ticket = 0;  // higher than that of each earlier change
  ServerBan ban;
  bool lifted = false;
};

// If `error` is empty, all changes up to this ticket are on disk. Otherwise none was added to those
// that were there before.
struct BansSaved {
  std::uint64_t ticket = 0;
  std::string error;  // one line, or empty
};

using Request = std::variant<CheckPassword, CountedByHub, ReloadSettings, SaveBan>;

}  // namespace uvchat
