#include "hub/changes.h"

namespace uvchat::hub {

void Changes::settle(Ticket ticket, const store::Answer& answer, Now now) {
  const auto change = expected_.extract(ticket.number);
  if (!change.empty()) change.mapped()(answer, now);
}

}  // namespace uvchat::hub
