#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "hub/accounts.h"
#include "hub/server_ban_mask.h"
#include "uvchat/hub/errand.h"

namespace uvchat::hub {

// Those whom a ban means are looked for: how far that has come.
struct BanSweep {
  ServerBanMask mask;
  std::size_t slot = 0;  // of the directory's users
};

// Somebody uploads a file by name and password, which are being looked at.
struct UploadLogin {
  Ticket asked;      // the errand
  AccountThen then;  // whose password it is
  Address address;
  std::string password;      // empty: it is being checked
  std::uint64_t due_ms = 0;  // mono: then no answer is awaited any more
};

// What was asked for from outside of the chat, and is not done.
struct ErrandQueue {
  std::deque<Errand> waiting;
  std::deque<BanSweep> sweeps;              // of bans that hold already
  std::map<std::uint64_t, Ticket> reloads;  // by the number of the ticket of ReloadSettings
  // By a number of the hub's own, at most limits::upload_logins_max. Who is due first comes first.
  std::map<std::uint64_t, UploadLogin> logins;
};

}  // namespace uvchat::hub
