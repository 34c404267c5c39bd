#pragma once

#include <uv.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "net/address_book.h"
#include "net/listener.h"
#include "net/loop_core.h"
#include "net/settings.h"
#include "net/socket.h"
#include "net/streams.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/result.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"

namespace uvchat::net {

// What a loop says to the hub. Called on the loop's thread; must not block.
class HubPort {
 public:
  virtual ~HubPort() = default;
  // A turn. The batch comes back, emptied, as LoopMail.
  virtual void post(EventBatch&& batch) = 0;
  // Carried out; the batch is as it was.
  virtual void give_back(DeliveryBatch&& batch) = 0;
  // Called in each turn: runs the hub for a bounded step, or for several where turns are long, if
  // it rides on this loop's thread. True if more is waiting: then the next turn follows at once.
  virtual bool ride() = 0;
  // How long the turn was, which now is over.
  virtual void turn_took(std::uint64_t us, Now now) = 0;
};

// Its place is given up after its descriptor is closed: members go in the opposite order.
struct AcceptedSocket {
  AddressBook::Place place;
  Fd fd;
  Address address;
  std::uint8_t listener = 0;
};

// Orders. A second Stop may shorten the first one's grace.
struct StopAccepting {};
struct Stop {
  std::uint64_t grace_ms = 0;
};

// All that comes to a loop from elsewhere. An EventBatch is one that comes back.
using LoopMail =
    std::variant<DeliveryBatch, EventBatch, AcceptedSocket, CountedByHub, StopAccepting, Stop>;

// A libuv loop around a LoopCore, with its sockets, its tick, its mailbox, and the listeners if it
// is the one that has them.
//
// Owner: the thread that calls run(). Others may call post(), wake(), assign() and load() alone. It
// is destroyed when nobody posts any more, on any thread, and closes what is left.
class IoLoop final : private Streams {
 public:
  // `hub` outlives it. The error says what the system refused.
  static Result<std::unique_ptr<IoLoop>> create(const LoopSettings& settings, HubPort& hub);
  ~IoLoop() override;
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  // Opens all listeners of the settings, or none. The loops of `deal`, of which this may be one,
  // live as long as this runs; so does `log`. Returns the ports taken, in the settings' order.
  // REQUIRES: before run(), at most once.
  Result<std::vector<std::uint16_t>> listen(const Deal& deal, LogSink& log);

  // Until a Stop has been carried out: every connection is closed. What is then still in the
  // mailbox, or comes into it, stays there. The thread it runs on has SIGPIPE blocked from then on,
  // because libuv writes without MSG_NOSIGNAL.
  void run();

  // Thread-safe. Carried out in the order posted.
  void post(LoopMail&& mail);
  // Thread-safe. A turn follows, and with it a ride().
  void wake();
  // Thread-safe. Takes a socket in, and counts it at once.
  void assign(AcceptedSocket&& accepted);
  // Thread-safe. Connections here and on their way here.
  std::uint32_t load() const { return load_.load(std::memory_order_relaxed); }

  const LoopSettings& settings() const { return settings_; }
  // On its own thread: as LoopCore has it.
  std::size_t accepts_allowed() const { return core_.accepts_allowed(); }

  // On its own thread, or when it does not run.
  LoopFigures figures() const { return core_.figures(); }

 private:
  // What a slot's tenant has here; the handle's `data` is the slot.
  struct Peer {
    AddressBook::Place place;
    uv_tcp_t tcp{};
  };

  IoLoop(const LoopSettings& settings, HubPort& hub);
  Result<void> start();

  // Streams.
  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override;
  bool write(std::uint32_t slot, Buffers buffers) override;
  void start_reading(std::uint32_t slot) override;
  void stop_reading(std::uint32_t slot) override;
  FarEnd far_end(std::uint32_t slot) override;
  void shutdown_write(std::uint32_t slot) override;
  void close(std::uint32_t slot) override;

  // What libuv calls.
  void on_read(std::uint32_t slot, std::ptrdiff_t size);
  void on_closed(std::uint32_t slot);
  void on_prepare();
  void on_tick();

  void end_turn();
  void time_turn();
  void take_mail();
  void carry_out(DeliveryBatch&& batch);
  void carry_out(EventBatch&& batch);
  void carry_out(AcceptedSocket&& accepted);
  void carry_out(CountedByHub counted);
  void carry_out(StopAccepting order);
  void carry_out(Stop order);
  void open_stream(std::uint32_t slot, AcceptedSocket&& accepted);
  Now now() const;
  uv_stream_t* stream(std::uint32_t slot);
  int descriptor(std::uint32_t slot);

  const LoopSettings settings_;
  HubPort& hub_;
  LoopCore core_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::unique_ptr<Peer>> peers_;  // by slot

  Mailbox<LoopMail> mailbox_;
  std::vector<LoopMail> mail_;           // what was taken out of it last
  std::atomic<std::uint32_t> load_ = 0;  // counted up by assign(), down by the owner

  bool started_ = false;
  uv_loop_t loop_{};
  uv_prepare_t prepare_{};  // the end of a turn
  uv_timer_t tick_{};
  uv_async_t wake_{};
  uv_idle_t go_on_{};                // active while the loop must not sleep
  bool hub_has_more_ = false;        // as its last ride() said
  bool own_mail_ = false;            // posted on this thread, and not taken yet
  std::uint64_t turn_ended_ns_ = 0;  // the last one
  std::uint64_t slept_ns_ = 0;       // until then
};

}  // namespace uvchat::net
