#pragma once

#include "hub/errand_queue.h"
#include "hub/state.h"

// What follows from a ban from the server.

namespace uvchat::hub {

// The work that counts for ending one session: a page ends some twenty.
inline constexpr std::uint64_t ban_end_work = 50;

// Ends sessions of users that the ban means, for as long as it is there, but for `spared`, which
// may be null; absent users, too. A session that is not registered is turned away when it wants to
// be. Stops when `is_full()` says so: true, if some are left to be looked at.
template <typename F>
bool sweep(ChatState& state, BanSweep& at, const Session* spared, Now now, F&& is_full);

// The sweep's next user.
void sweep_one(ChatState& state, BanSweep& at, const ServerBan& ban, const Session* spared,
               Now now);

template <typename F>
bool sweep(ChatState& state, BanSweep& at, const Session* spared, Now now, F&& is_full) {
  const ServerBan* ban = state.bans.find(at.mask.kind, at.mask.text());
  if (ban == nullptr) return false;
  while (at.slot < state.directory.user_slots()) {
    if (is_full()) return true;
    sweep_one(state, at, *ban, spared, now);
  }
  return false;
}

}  // namespace uvchat::hub
