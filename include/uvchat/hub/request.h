#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/store/request.h"

// The hub may neither wait nor touch a file, so it asks the server. Requests and answers are
// values, like events and effects. The hub makes requests and takes answers on its own thread
// (Hub::answered). An answer may come late, twice or never: the hub has a deadline for each, and
// drops an answer that no command waits for any more.

namespace uvchat {

namespace hub {
struct HubSettings;
}

// Answered by PasswordChecked.
struct CheckPassword {
  Ticket ticket;
  Address source;    // addresses take turns
  std::string hash;  // "$argon2id$..."; empty: no password matches, which takes as long to find
  std::string password;
};

enum class PasswordVerdict : std::uint8_t {
  match,
  mismatch,
  busy,  // too many requests are waiting
};

struct PasswordChecked {
  Ticket ticket;
  PasswordVerdict verdict = PasswordVerdict::busy;
};

// Make the hash of a new password. Answered by PasswordHashed.
struct HashPassword {
  Ticket ticket;
  Address source;
  std::string password;
};

struct PasswordHashed {
  Ticket ticket;
  std::string hash;  // empty: too many requests are waiting
};

// The hub now counts the user of a gateway's connection `conn` by the user's own address; the
// accept gate no longer counts it for the gateway. Not answered.
struct CountedByHub {
  ConnId conn;
};

// Read the configuration file again. Answered by SettingsReloaded, which SIGHUP brings about too.
struct ReloadSettings {
  Ticket ticket;
};

struct SettingsReloaded {
  Ticket ticket;
  // Null: the file could not be used. Keys that need a restart are as they were.
  std::shared_ptr<const hub::HubSettings> settings;
  std::string error;                       // then why: one line
  std::vector<std::string> needs_restart;  // keys that differ in the file and were not applied
};

// Something for the store, or of it. Answered by StoreAnswered.
using AskStore = store::Asked;
using StoreAnswered = store::Answered;

// A D-line was set, in the place of one of the same network, or lifted: no connection of the
// network gets as far as the hub while it holds. Not answered.
struct DlineChanged {
  ServerBan ban;
  bool lifted = false;
};

using Request =
    std::variant<CheckPassword, HashPassword, CountedByHub, ReloadSettings, AskStore, DlineChanged>;
using Answer = std::variant<PasswordChecked, PasswordHashed, SettingsReloaded, StoreAnswered>;

inline Ticket ticket_of(const Answer& answer) {
  return std::visit([](const auto& kind) { return kind.ticket; }, answer);
}

}  // namespace uvchat
