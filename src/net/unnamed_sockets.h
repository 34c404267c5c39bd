#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "net/accept_gate.h"
#include "net/proxy_header.h"
#include "net/socket.h"
#include "uvchat/base/address.h"

namespace uvchat::net {

// Members are destroyed in reverse order: the place is given up after the descriptor is closed.
struct AcceptedSocket {
  AcceptGate::Place place;
  Fd fd;
  Address address;
  std::uint8_t listener = 0;
  std::uint64_t accepted_ms = 0;  // Now::mono_ms, from which its greeting is timed
  bool is_borrowed = false;       // as in Hello
  bool is_proxys = false;         // `address` is a proxy's, whose requests say for whom they are
};

// Accepted sockets of proxies, of which the PROXY header has not come yet. A header is looked at
// where it lies in the kernel and taken when it is whole, and not a byte of what follows: however
// slowly it comes, nothing of it is kept here. One that does not come at once is looked at again
// each tick, until its time is over.
//
// Owner: the thread of the loop.
class UnnamedSockets {
 public:
  // Whose sockets they are.
  class Host {
   public:
    virtual ~Host() = default;
    // The header has come and was taken, or is none or malformed, and what was sent is still there.
    virtual void begins_with(const ProxyHeader& header, AcceptedSocket&& socket) = 0;
    // The socket is closed; `why` is a constant text.
    virtual void ended_unnamed(const Address& peer, std::string_view why) = 0;
  };

  explicit UnnamedSockets(Host& host) : host_(host) {}
  ~UnnamedSockets();
  UnnamedSockets(const UnnamedSockets&) = delete;
  UnnamedSockets& operator=(const UnnamedSockets&) = delete;

  // `loop` runs at least once more after the last of them has gone.
  void add(uv_loop_t& loop, AcceptedSocket&& socket);
  // `greeting_ms_max`: for the header.
  void tick(std::uint64_t now_ms, std::uint64_t greeting_ms_max);
  void close_all();
  std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiting;
  struct CloseHandle {
    void operator()(Waiting* waiting) const;
  };
  using Owned = std::unique_ptr<Waiting, CloseHandle>;

  void look(std::size_t index);
  AcceptedSocket remove(std::size_t index);
  void end(std::size_t index, std::string_view why);

  Host& host_;
  std::vector<Owned> waiting_;
};

}  // namespace uvchat::net
