#include "hub/room_turns.h"

#include <algorithm>

namespace uvchat::hub {

bool RoomTurns::leave(Ticket ticket) {
  return std::erase_if(waiting_, [&](const auto& one) { return one.second == ticket; }) > 0;
}

std::optional<Ticket> RoomTurns::next() {
  const auto at = std::find_if(waiting_.begin(), waiting_.end(),
                               [this](const auto& one) { return !is_busy(one.first); });
  if (at == waiting_.end()) return std::nullopt;
  const Ticket ticket = at->second;
  waiting_.erase(at);
  return ticket;
}

}  // namespace uvchat::hub
