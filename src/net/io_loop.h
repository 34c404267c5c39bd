#pragma once

#include <uv.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <variant>
#include <vector>

#include "net/accept_gate.h"
#include "net/http_streams.h"
#include "net/listener.h"
#include "net/loop_core.h"
#include "net/send_ring.h"
#include "net/settings.h"
#include "net/socket.h"
#include "net/streams.h"
#include "net/tls_streams.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/object_pool.h"
#include "uvchat/base/result.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/request.h"

namespace uvchat::net {

// How a loop reaches the hub. Called on the loop's thread; must not block.
class HubPort {
 public:
  virtual ~HubPort() = default;
  // Sends the events of a turn. The batch comes back empty, as LoopMail.
  virtual void post(EventBatch&& batch) = 0;
  // Returns a batch whose effects were carried out, unchanged.
  virtual void give_back(DeliveryBatch&& batch) = 0;
  // Called in each turn. If the hub runs on this loop's thread, does a bounded step of its work, or
  // several if turns are long. True if more is waiting: the next turn then follows at once.
  virtual bool ride() = 0;
  // Reports how long the turn took that has just ended.
  virtual void turn_took(std::uint64_t us, Now now) = 0;
};

// Orders to a loop. A second Stop may shorten the grace of the first.
struct StopAccepting {};
// Connections that are accepted from now on are shown these. REQUIRES: not null.
struct ShowCertificates {
  std::shared_ptr<const tls::Context> certificates;
};
// Requests of connections that are accepted from now on are answered from this. REQUIRES: not null.
struct ServeSite {
  std::shared_ptr<const http::Site> site;
};
// What the board says of a request that it has not answered at once. `make` is called on the loop's
// thread.
struct BoardAnswered {
  ConnId conn;
  std::function<http::Response()> make;
};
struct Stop {
  std::uint64_t grace_ms = 0;
};

// Everything that other threads send to a loop. An EventBatch here is one that comes back.
using LoopMail =
    std::variant<DeliveryBatch, EventBatch, AcceptedSocket, CountedByHub, ShowCertificates,
                 ServeSite, BoardAnswered, http::FileDoorSaid, StopAccepting, Stop>;

// A libuv loop around a LoopCore: its sockets, with TLS and HTTP where their listener wants them,
// its tick and mailbox, and on one loop the listeners.
//
// Owner: the thread that calls run(). Other threads may call only post(), wake(), assign() and
// load(). Destroy it, on any thread, when nobody posts any more; it closes what is left.
class IoLoop final : public AcceptingLoop, private Streams, private Greeter, private HttpPort {
 public:
  // `hub` and `log` must outlive the loop. The error says what the system refused.
  static Result<std::unique_ptr<IoLoop>> create(const LoopSettings& settings, HubPort& hub,
                                                LogSink& log);
  ~IoLoop() override;
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  // Opens all listeners of the settings, or none; of those that are optional, those that it can.
  // The loops of `deal`, of which this loop may be one, must live as long as it runs.
  // Returns the ports, in the order of the settings: 0 for one that was left out, and for a unix
  // socket, whose file goes when it no longer listens.
  // REQUIRES: called before run(), at most once.
  Result<std::vector<std::uint16_t>> listen(const Deal& deal);

  // Returns when a Stop has been carried out and every connection is closed. Mail that is left, or
  // arrives later, stays in the mailbox. Blocks SIGPIPE on its thread, because libuv writes without
  // MSG_NOSIGNAL.
  void run();

  // Thread-safe. Carried out in the order posted.
  void post(LoopMail&& mail);
  // Thread-safe. Causes a turn, and with it a ride().
  void wake();

  // AcceptingLoop.
  void assign(AcceptedSocket&& accepted) override;
  std::uint32_t load() const override { return load_.load(std::memory_order_relaxed); }
  std::size_t accepts_allowed() const override { return core_.accepts_allowed(); }
  Now now() const override;

  // Only on the loop's thread, or while it does not run.
  LoopFigures figures() const;

 private:
  // The socket in a slot; the handle's `data` is the slot.
  struct Peer {
    AcceptGate::Place place;
    std::unique_ptr<Hello> hello;  // null: the hub has been told of it
    std::uint8_t listener = 0;
    int socket = -1;
    uv_tcp_t tcp{};  // of a unix socket too: to libuv it is a stream
  };

  IoLoop(const LoopSettings& settings, HubPort& hub, LogSink& log);
  Result<void> start();

  // Streams.
  std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) override;
  void try_write_many(std::span<Attempt> attempts) override;
  bool write(std::uint32_t slot, Buffers buffers) override;
  void start_reading(std::uint32_t slot) override;
  void stop_reading(std::uint32_t slot) override;
  PeerState peer_state(std::uint32_t slot) override;
  void shutdown_write(std::uint32_t slot) override;
  void close(std::uint32_t slot) override;

  // Greeter.
  void secured(std::uint32_t slot, const tls::Session& session) override;

  // HttpPort.
  void opened(std::uint32_t slot, const http::Request& request,
              http::Subprotocol subprotocol) override;
  std::optional<Payer> payer(std::uint32_t slot, const http::Request& request) const override;
  http::Visitor visitor(std::uint32_t slot, const http::Request& request) const override;

  // What libuv calls.
  void on_read(std::uint32_t slot, std::ptrdiff_t size);
  void on_closed(std::uint32_t slot);
  void on_prepare();
  void on_tick();

  // As what comes before a request has said, and where a proxy asks, the request.
  Hello hello_of(std::uint32_t slot, const http::Request& request) const;
  void end_turn();
  void time_turn();
  void take_mail();
  void carry_out(DeliveryBatch&& batch);
  void carry_out(EventBatch&& batch);
  void carry_out(AcceptedSocket&& accepted);
  void carry_out(CountedByHub counted);
  void carry_out(ShowCertificates order);
  void carry_out(ServeSite order);
  void carry_out(const BoardAnswered& answer);
  void carry_out(http::FileDoorSaid&& said);
  void carry_out(StopAccepting order);
  void carry_out(Stop order);
  bool open_stream(std::uint32_t slot, AcceptedSocket&& accepted);
  void begin(std::uint32_t slot);
  uv_stream_t* stream(std::uint32_t slot);
  void open_ring();

  const LoopSettings settings_;
  HubPort& hub_;
  LogSink& log_;
  LoopCore core_;
  HttpStreams http_;
  TlsStreams tls_;
  std::shared_ptr<const tls::Context> certificates_;
  std::shared_ptr<const http::Site> site_;
  FramingId text_;                        // of WebSockets
  FramingId binary_;                      // likewise
  std::vector<SocketFile> socket_files_;  // of its listeners on unix sockets
  std::vector<std::unique_ptr<Listener>> listeners_;
  const AcceptGate* gate_ = nullptr;  // through which the last connection came
  ObjectPool<Peer> peer_pool_;
  std::vector<ObjectPool<Peer>::Ptr> peers_;  // by slot
  std::unique_ptr<SendRing> ring_;            // null: every send has a system call of its own
  std::vector<int> many_sockets_;             // of one try_write_many()
  UringUse uring_ = UringUse::off;
  std::uint64_t sends_single_ = 0;
  std::uint64_t sends_many_ = 0;

  Mailbox<LoopMail> mailbox_;
  std::vector<LoopMail> mail_;           // taken out of the mailbox last
  std::atomic<std::uint32_t> load_ = 0;  // counted up by assign(), down by the owner

  bool started_ = false;
  uv_loop_t loop_{};
  uv_prepare_t prepare_{};  // the end of a turn
  uv_timer_t tick_{};
  uv_async_t wake_{};
  uv_idle_t go_on_{};                // active while the loop must not sleep
  bool hub_has_more_ = false;        // what the last ride() returned
  bool own_mail_ = false;            // there is mail that was posted on this thread
  std::uint64_t turn_ended_ns_ = 0;  // end of the last turn
  std::uint64_t slept_ns_ = 0;       // total idle time until then
};

}  // namespace uvchat::net
