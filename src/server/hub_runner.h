#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "hub/hub.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"

namespace uvchat::server {

// Where the hub's batches and requests go. Called on the hub's thread; must not block.
class LoopPort {
 public:
  virtual ~LoopPort() = default;
  virtual void deliver(DeliveryBatch&& batch) = 0;  // to the loop it names
  virtual void give_back(EventBatch&& batch) = 0;   // emptied, to the loop it came from
  virtual void carry_out(Request&& request) = 0;    // answered by HubRunner::answer()
};

// The hub with its mailbox: takes the loops' turns in a fair order, one bounded step at a time, and
// sends out what follows. It does not know whether it rides on a loop's thread or has its own.
//
// Bounds: a step ends with its batch, when the outbox is full, or when it has lasted as long as
// limits.h lets its parts. No turn is taken of a loop that has more than the backlog's limit left
// to deliver, and from twice the limit on the hub pauses: then one loop is so slow that what others
// say would fill the memory. No thread waits for another: a loop without a free batch pauses
// reading, and the hub pauses taking.
//
// Owner: the thread that calls step(). Others may call only what is marked thread-safe.
class HubRunner {
 public:
  // Hub, port and bound outlive it.
  HubRunner(hub::Hub& hub, std::uint8_t loops, LoopPort& port, hub::WorkBound& bound,
            std::uint64_t backlog_bytes_max = limits::delivery_backlog_bytes_max);

  // Thread-safe. True: the owner may be asleep and must be woken.
  [[nodiscard]] bool post(EventBatch&& batch);
  [[nodiscard]] bool give_back(DeliveryBatch&& batch);
  [[nodiscard]] bool answer(Answer&& answer);
  [[nodiscard]] bool take(Errand&& errand);
  [[nodiscard]] bool shut_down();

  // True: more is waiting that could be done at once.
  bool step(Now now);
  // More is waiting, whether or not a loop's backlog holds it up. A hub that rides on that loop
  // goes on with the loop's next turn, in which the backlog is gone.
  bool waiting() const;
  // Turns that are not applied yet.
  std::size_t turns_waiting() const;

 private:
  struct ShutDown {};
  using Mail = std::variant<EventBatch, DeliveryBatch, Answer, Errand, ShutDown>;
  struct Loop {
    std::vector<EventBatch> turns;    // at most limits::event_batches_per_loop
    std::size_t position = 0;         // first event of turns.front() that was not applied
    std::uint64_t backlog_bytes = 0;  // expanded, of the batches it has not given back
  };

  void take_mail(Now now);
  bool paused() const;
  bool may_serve(const Loop& loop) const;
  Loop* next_with_turn();
  void apply_turn(Loop& loop, Now now);
  void send_out();

  hub::Hub& hub_;
  LoopPort& port_;
  hub::WorkBound& bound_;
  const std::uint64_t backlog_bytes_max_;
  std::vector<Loop> loops_;
  std::size_t next_loop_ = 0;
  bool deadlines_left_ = false;
  Mailbox<Mail> mailbox_;
  std::vector<Mail> mail_;
};

}  // namespace uvchat::server
