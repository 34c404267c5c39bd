#pragma once

#include <uv.h>

#include <cstdint>
#include <vector>

#include "net/settings.h"
#include "net/socket.h"
#include "uvchat/base/log.h"
#include "uvchat/base/result.h"

namespace uvchat::net {

class IoLoop;

// Where accepted sockets go: to the loop with the fewest connections.
struct Deal {
  std::vector<IoLoop*> loops;
  std::uint32_t connections_max = 0;  // of all loops together; 0: no bound
};

// A listening socket on a loop. It accepts no more in a turn than its loop allows; without a file
// descriptor left it pauses until resume().
// Owner: the loop's thread. Its memory is needed until the loop has run once after close().
class Listener {
 public:
  // `owner` and `log` outlive it.
  Listener(const IoLoop& owner, std::uint8_t index, Fd socket, const Deal& deal, LogSink& log);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // REQUIRES: once, first.
  Result<void> start(uv_loop_t& loop);
  void resume();
  // The port is free when this returns. Does nothing the second time.
  void close();

 private:
  void accept_some();
  bool accept_one();
  void hand_out(Fd socket, std::string address);

  const IoLoop& owner_;
  const std::uint8_t index_;
  const Protocol protocol_;
  const Deal deal_;
  LogSink& log_;
  Fd socket_;
  uv_poll_t poll_{};
  bool started_ = false;
  bool paused_ = false;  // for want of file descriptors
  bool told_ = false;    // the log knows of it
};

// Says that there is no room, as far as that can be done without waiting. The socket is then closed
// by its owner.
void refuse(const Fd& socket, Protocol protocol);

}  // namespace uvchat::net
