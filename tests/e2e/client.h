#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/tls/session.h"

// The other end of the server's sockets. Calls block, but never longer than `patience_s`: what does
// not come is an exception that says what was awaited and what came instead, and ends the test.

namespace uvchat::e2e {

// Far above what anything takes, sanitizers and a loaded machine included.
inline constexpr int patience_s = 60;

class Socket {
 public:
  // Connected to 127.0.0.1. A small receive buffer is for peers that are slow on purpose; `source`
  // is an address of the loopback's network.
  explicit Socket(std::uint16_t port, int receive_buffer_bytes = 0, const char* source = nullptr);
  explicit Socket(const std::string& path);  // of a unix socket
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;

  void sends(std::string_view bytes);
  // As much as is taken without waiting; the number of bytes.
  std::size_t sends_what_fits(std::string_view bytes);
  // One receive; empty at the peer's end. A connection that was reset is an exception.
  std::string receives(std::size_t bytes_max);

  // The handshake of TLS; from then on bytes are clear here alone. Throws if it fails.
  void secures(const tls::ClientSettings& settings, const std::string& peer,
               tls::Application application = tls::Application::irc);
  // Of the server's certificate.
  tls::Fingerprint certificate() const { return session_->certificate().value(); }

  void half_closes();
  void closes();
  void breaks_off();  // by a RST

 private:
  // Into these bytes, as many as there are.
  std::string receives_from_wire(std::string bytes);

  int fd_ = -1;
  std::unique_ptr<tls::Session> session_;  // null: without TLS
  std::string unread_;                     // of it
};

// Somebody who speaks IRC. In patterns `*` stands for anything.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer_bytes = 0, const char* source = nullptr)
      : socket(port, receive_buffer_bytes, source) {}
  explicit Client(Socket connected) : socket(std::move(connected)) {}

  void says(std::string_view line) { socket.sends(std::string(line) + "\r\n"); }
  // Goes on to the first line that matches, and returns it.
  std::string hears(std::string_view pattern) { return hears_until(pattern).back(); }
  // All lines up to and with the first one that matches.
  std::vector<std::string> hears_until(std::string_view pattern);
  // All that the server has for it by now: what comes before the answer to a PING.
  std::vector<std::string> hears_all();
  // All lines up to the server's end of the connection.
  std::vector<std::string> hears_to_the_end();

  Socket socket;

 private:
  bool next_line(std::string& line);

  std::string unread_;
  int pings_ = 0;
};

bool matches(std::string_view text, std::string_view pattern);

}  // namespace uvchat::e2e
