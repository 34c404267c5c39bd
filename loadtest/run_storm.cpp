// Storms: the part of Run in which clients leave and come back.

#include <cmath>

#include "loadtest/run.h"

namespace uvchat::loadtest {

void Run::begin_storm(const Phase& phase) {
  absent_ = storm_clients(phase);
  for (const std::uint32_t client : absent_) traffic_->ledger().leave(client);
  if (phase.kind == PhaseKind::join_storm) {
    crowd_->rejoin(absent_);
  } else if (phase.kind == PhaseKind::reconnect_storm) {
    crowd_->reconnect(absent_);
  } else if (phase.kind == PhaseKind::mass_quit) {
    crowd_->quit(absent_);
  } else {
    crowd_->set_reading(absent_, false);
  }
}

// The last ones that are still there: the first are the senders.
std::vector<std::uint32_t> Run::storm_clients(const Phase& phase) const {
  const auto wanted = static_cast<std::size_t>(
      std::llround(phase.client_share * static_cast<double>(layout_.clients.size())));
  std::vector<std::uint32_t> clients;
  for (auto client = layout_.clients.rbegin();
       client != layout_.clients.rend() && clients.size() < wanted; ++client) {
    if (!crowd_->is_gone(*client)) clients.push_back(*client);
  }
  return clients;
}

void Run::end_absence() {
  for (const std::uint32_t client : absent_) {
    if (!crowd_->is_gone(client)) {
      crowd_->settle(client);
      traffic_->ledger().come_back(client);
    }
  }
  absent_.clear();
}

}  // namespace uvchat::loadtest
