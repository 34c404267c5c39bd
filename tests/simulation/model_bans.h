#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "uvchat/base/ids.h"

// What the model knows of bans from the server.

namespace uvchat::simulation {

struct Ban {
  bool dline = false;
  std::string mask, reason, set_by;
  std::int64_t expires_ms = 0;
  std::uint64_t number = 0;

  bool in_force(std::int64_t now_ms) const { return expires_ms == 0 || now_ms < expires_ms; }
};

// A command that has done what it can: a change of the bans that waits for the disk, or a REHASH.
struct Deferred {
  std::uint64_t ticket = 0;  // 0: the hub has not asked yet
  ConnId conn;
  std::string label, command;
  bool rehash = false;
  bool lifted = false;
  std::string mask, confirmation;
  std::uint64_t due_ms = 0;
  bool told = false;
};

struct Bans {
  bool kept = true;
  std::vector<Ban> list;  // in the order in which they were set
  std::uint64_t set = 0;

  std::string end_of(const Ban& ban) const;  // "until it is lifted"
};

// STATS k or d.
struct BansAnswer {
  char letter = 'k';
  std::uint64_t next = 0;
};

}  // namespace uvchat::simulation
