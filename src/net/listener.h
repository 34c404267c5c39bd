#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/accept_gate.h"
#include "net/settings.h"
#include "net/socket.h"
#include "net/unnamed_sockets.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"
#include "uvchat/base/time.h"

namespace uvchat::net {

// A loop as its listeners see it, and those of another loop that give it sockets.
class AcceptingLoop {
 public:
  virtual ~AcceptingLoop() = default;
  // Thread-safe. Gives the loop a socket, which counts in load() at once.
  virtual void assign(AcceptedSocket&& accepted) = 0;
  // Thread-safe. The number of connections, including those assigned and not opened yet.
  virtual std::uint32_t load() const = 0;
  // Only on the loop's thread. How many connections its listeners may let in this turn.
  virtual std::size_t accepts_allowed() const = 0;
  // Only on the loop's thread.
  virtual Now now() const = 0;
};

// Where accepted sockets go: to the loop with the fewest connections.
struct Deal {
  std::vector<AcceptingLoop*> loops;
  AcceptGate* gate = nullptr;
};

// A listening socket on a loop. In a turn it lets in no more connections than the loop allows.
// Refusing is much cheaper, so it may go on for a millisecond: a flood of connections that are
// refused must not keep others waiting in the backlog. It pauses until
// the next tick without a free file descriptor, and where connections begin with a greeting (TLS,
// PROXY) while too many are under way.
//
// Where its settings say so, a proxy's connection is let in when its PROXY header has come, and as
// the user's whom it names: nobody else need know of proxies.
//
// Owner: the loop's thread. Its memory must stay valid until the loop has run once after close().
class Listener final : private UnnamedSockets::Host {
 public:
  // `owner`, `log` and the deal's gate must outlive it.
  Listener(const AcceptingLoop& owner, std::uint8_t index, const ListenerSettings& settings,
           Fd socket, const Deal& deal, LogSink& log);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() override = default;

  // REQUIRES: called first, and once.
  Result<void> start(uv_loop_t& loop);
  void tick(Now now);
  // The port is free when this returns. A second call does nothing.
  void close();

 private:
  enum class Outcome : std::uint8_t { let_in, turned_away, none_left };

  void resume();
  void pause();
  void accept_some();
  Outcome accept_one();
  Outcome take(AcceptedSocket&& accepted);
  Outcome let_in(AcceptedSocket&& accepted);
  bool is_proxys(const AcceptedSocket& accepted) const;
  bool is_own_users(const AcceptedSocket& accepted) const;
  void hand_out(AcceptedSocket&& accepted);
  Outcome turn_away(const AcceptedSocket& accepted, std::string_view why);
  void note_refusal(const Address& address, std::string_view why);

  // UnnamedSockets::Host.
  void begins_with(const ProxyHeader& header, AcceptedSocket&& socket) override;
  void ended_unnamed(const Address& peer, std::string_view why) override;

  const AcceptingLoop& owner_;
  const std::uint8_t index_;
  const Protocol protocol_;
  const bool has_tls_;
  const ProxyUse proxy_;
  const bool is_unix_;
  const bool is_own_users_;
  const Deal deal_;
  LogSink& log_;
  Fd socket_;
  uv_poll_t poll_{};
  UnnamedSockets unnamed_{*this};
  bool started_ = false;
  bool paused_ = false;  // out of file descriptors
  bool told_ = false;    // the log says so

  std::size_t refusals_told_ = 0;  // since the last tick
  std::uint64_t refused_ = 0;      // since the log's latest line about refusals
  Address last_refused_;
  std::string last_reason_;
  std::uint64_t log_at_ms_ = 0;
};

}  // namespace uvchat::net
