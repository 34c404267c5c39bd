#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "net/settings.h"
#include "uvchat/base/address.h"
#include "uvchat/base/result.h"

struct sockaddr;

namespace uvchat::net {

// Owns a file descriptor. A value that may cross threads, as an accepted socket does.
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

// A socket that listens, non-blocking. The error names the address and says what is wrong with it.
Result<Fd> listen_on(const ListenerSettings& settings);

// The port that a listening socket has taken.
std::uint16_t port_of(const Fd& socket);

// The address without the port.
Address address_of(const sockaddr& address);

// The options of an accepted socket. What the system does not know is left out.
void set_options(const Fd& socket, Protocol protocol);

// Says why somebody is turned away, as far as that can be done without waiting. Its owner then
// closes the socket.
void say_refused(const Fd& socket, Protocol protocol, std::string_view why);

// Closing the socket will send a RST: nothing of it stays behind in the system.
void forget_when_closed(const Fd& socket);

}  // namespace uvchat::net
