#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "uvchat/base/ids.h"
#include "uvchat/base/time.h"
#include "uvchat/store/request.h"

namespace uvchat::hub {

// Changes that the store has been asked for and has not answered yet. What the answer means for the
// chat's state is done when it comes, whatever has become of the session that asked.
//
// None of them is given up: as long as the store may still do what it was asked for, the hub must
// hear of it. So their number is bounded by what the store takes: it answers each request once,
// refuses at once what comes beyond store::Store::waiting_max, and answers the rest at its end. A
// database that stands still for ever leaves so many here, each about as large as its request.
// Owner: the hub.
class Changes {
 public:
  using Settle = std::function<void(const store::Answer&, Now)>;

  // To be called when the request with this ticket has been answered.
  void expect(Ticket ticket, Settle settle) {
    expected_.insert_or_assign(ticket.number, std::move(settle));
  }
  // Nothing where none is expected with this ticket: a second answer is dropped.
  void settle(Ticket ticket, const store::Answer& answer, Now now);

 private:
  std::map<std::uint64_t, Settle> expected_;  // by the number of the ticket
};

}  // namespace uvchat::hub
