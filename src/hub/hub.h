#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "hub/outbox.h"
#include "hub/settings.h"
#include "hub/work_bound.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/base/log.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"

namespace uvchat::hub {

class ChatState;

// The chat: a pure state machine. It hears events in order, and its outbox holds what follows from
// them. No socket, no clock, no thread, no randomness but the seed's: the same events give the same
// bytes, whatever the hash key. Owned by one thread.
class Hub {
 public:
  Hub(HubSettings settings, const HashKey& hash_key, std::uint64_t seed, Now now, LogSink& log);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // One step. Events of connections that the hub has already closed are dropped.
  void apply(const EventBatch& batch, const Event& event, Now clock);
  // Does what is due: deadlines, a page of each long answer, errands, members to be shown, the ends
  // of long absences. Stops when the outbox is full or `bound` is reached; true if something is
  // left. To be called every limits::tick_ms or so.
  bool tick(Now clock, WorkBound& bound);
  // The server's answer to a request from the outbox. If no command waits for it any more, it is
  // dropped; settings are applied in any case.
  void answered(const Answer& answer, Now clock);
  // An operator's wish from outside of the chat: it waits for its turn in tick(), and is answered
  // by an ErrandDone among the requests.
  void take(Errand&& errand);
  // Says good-bye to all sessions and closes them. A connection that comes later is closed at once.
  void shut_down(Now clock);

  // Reports how long a step took, by the caller's clock; for STATS.
  void step_took(std::uint64_t us);
  // Costs O(loops).
  ChatFigures figures() const;

  // All that it has done, in the units of hub/work.h; for STATS too.
  std::uint64_t work_done() const;

  Outbox& outbox();
  // What the server is asked for; to be taken after each step.
  std::vector<Request> take_requests();
  std::size_t session_count() const;
  std::size_t channel_count() const;
  void check_invariants() const;

 private:
  bool meet_deadlines(Now now, WorkBound& bound);
  bool resume_parked(Now now, WorkBound& bound);

  std::unique_ptr<ChatState> state_;
};

}  // namespace uvchat::hub
