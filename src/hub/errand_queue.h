#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>

#include "hub/server_ban_mask.h"
#include "uvchat/hub/errand.h"

namespace uvchat::hub {

// Those whom a ban means are looked for: how far that has come.
struct BanSweep {
  ServerBanMask mask;
  std::size_t slot = 0;  // of the directory's users
};

// What operators have asked for from outside of the chat, and is not done.
struct ErrandQueue {
  std::deque<Errand> waiting;
  std::deque<BanSweep> sweeps;              // of bans that hold already
  std::map<std::uint64_t, Ticket> reloads;  // by the number of the ticket of ReloadSettings
};

}  // namespace uvchat::hub
