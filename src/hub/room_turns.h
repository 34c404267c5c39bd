#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "uvchat/base/ids.h"

namespace uvchat::hub {

// Changes of registered channels, of which the store is asked for one at a time for each channel:
// the next is made of what the one before it has left. Owner: the hub.
class RoomTurns {
 public:
  bool is_busy(std::uint64_t channel_id) const { return busy_.contains(channel_id); }
  // The store is asked for a change of the channel, and has answered. REQUIRES: it is not busy.
  void begin(std::uint64_t channel_id) { busy_.insert(channel_id); }
  void end(std::uint64_t channel_id) { busy_.erase(channel_id); }

  std::size_t waiting_count() const { return waiting_.size(); }
  // A command waits for its turn, under this ticket.
  void wait(std::uint64_t channel_id, Ticket ticket) { waiting_.emplace_back(channel_id, ticket); }
  // It waits no longer. False where it has had its turn.
  bool leave(Ticket ticket);
  // The one that has waited longest for a channel that is not busy: it is its turn now.
  std::optional<Ticket> next();

 private:
  std::set<std::uint64_t> busy_;
  std::deque<std::pair<std::uint64_t, Ticket>> waiting_;  // and for which channel
};

}  // namespace uvchat::hub
