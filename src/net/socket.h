#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "net/settings.h"
#include "uvchat/base/address.h"
#include "uvchat/base/result.h"

struct sockaddr;

namespace uvchat::net {

// Owns a file descriptor. A value that can be moved to another thread.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Fd();

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// The name of a unix socket in the file system. It goes with its owner, unless something else has
// taken its place meanwhile.
class SocketFile {
 public:
  // REQUIRES: a socket was bound there just now.
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), device_(other.device_), number_(other.number_) {}
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();

 private:
  std::string path_;  // empty: it has gone, or was given away
  dev_t device_ = 0;
  ino_t number_ = 0;
};

// A non-blocking listening socket. The error names the address and says what is wrong. A unix
// socket's file that a server has left behind is replaced; one where a server listens is not, nor
// is any other file.
Result<Fd> listen_on(const ListenerSettings& settings);

// The port of a listening socket; 0 of a unix socket.
std::uint16_t port_of(const Fd& socket);

// The address without the port. A unix socket has 127.0.0.1.
Address address_of(const sockaddr& address);

// Sets the options of an accepted socket. Options that the system does not support are skipped.
void set_options(const Fd& socket, Protocol protocol);

// Whether the peer has closed its side, or all. What it has sent before may still be there. Where
// the system does not tell, it has not.
bool sends_no_more(const Fd& socket);

// Tells a refused client why, as far as that does not block. The owner then closes the socket.
void say_refused(const Fd& socket, Protocol protocol, std::string_view why);

// Sends as much as the socket takes without blocking, and raises no SIGPIPE. As
// Streams::try_write(): 0 if it would block, negative if it is broken. REQUIRES: 1 to
// limits::write_buffers_max buffers.
std::ptrdiff_t send_now(int socket, std::span<const std::string_view> buffers);
// The same of what a send() has returned, or its error behind a minus: nothing if it was
// interrupted.
std::optional<std::ptrdiff_t> outcome_of(std::ptrdiff_t result);

// Makes close() send a RST, so that the connection leaves nothing behind in the kernel.
void forget_when_closed(const Fd& socket);

}  // namespace uvchat::net
