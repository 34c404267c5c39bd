#include "tests/e2e/client.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace uvchat::e2e {
namespace {

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

void set_option(int fd, int level, int name, const auto& value) {
  if (setsockopt(fd, level, name, &value, sizeof(value)) != 0) give_up("setsockopt");
}

// The last few lines: what a failure shows of what was heard.
std::string tail_of(const std::vector<std::string>& lines) {
  std::string tail = lines.size() > 8 ? "\n  ..." : "";
  for (std::size_t i = lines.size() - std::min<std::size_t>(lines.size(), 8); i < lines.size();
       ++i) {
    tail += "\n  " + lines[i];
  }
  return tail;
}

}  // namespace

bool matches(std::string_view text, std::string_view pattern) {
  return fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), FNM_NOESCAPE) == 0;
}

Socket::Socket(std::uint16_t port, int receive_buffer_bytes, const char* source)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (fd_ < 0) give_up("socket");
  // Before connecting: the window is agreed on with the connection.
  if (receive_buffer_bytes > 0) set_option(fd_, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
  const timeval patience{patience_s, 0};
  set_option(fd_, SOL_SOCKET, SO_RCVTIMEO, patience);
  set_option(fd_, SOL_SOCKET, SO_SNDTIMEO, patience);
  set_option(fd_, IPPROTO_TCP, TCP_NODELAY, 1);  // what is sent in pieces arrives in pieces
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (source != nullptr) {
    inet_pton(AF_INET, source, &address.sin_addr);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) give_up("bind");
  }
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    const int error = errno;
    closes();
    errno = error;
    give_up("connect to port " + std::to_string(port));
  }
}

Socket::Socket(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (fd_ < 0) give_up("socket");
  const timeval patience{patience_s, 0};
  set_option(fd_, SOL_SOCKET, SO_RCVTIMEO, patience);
  set_option(fd_, SOL_SOCKET, SO_SNDTIMEO, patience);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    const int error = errno;
    closes();
    errno = error;
    give_up("connect to " + path);
  }
}

Socket::~Socket() { closes(); }

Socket::Socket(Socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      session_(std::move(other.session_)),
      unread_(std::move(other.unread_)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(session_, other.session_);
  std::swap(unread_, other.unread_);
  return *this;
}

void Socket::secures(const tls::ClientSettings& settings, const std::string& peer,
                     tls::Application application) {
  auto session =
      tls::Session::client(tls::Context::for_client(settings).value(), peer, application).value();
  for (;;) {
    std::string out;
    std::string_view in = unread_;
    const auto status = session.shake_hands(in, out);
    unread_.erase(0, unread_.size() - in.size());
    sends(out);
    if (status == tls::Session::Status::done) break;
    if (status != tls::Session::Status::wants_input) throw std::runtime_error(session.why());
    const std::string fresh = receives_from_wire(std::string(65536, '\0'));
    if (fresh.empty()) throw std::runtime_error("the server ended the handshake");
    unread_ += fresh;
  }
  session_ = std::make_unique<tls::Session>(std::move(session));
}

void Socket::sends(std::string_view bytes) {
  std::string enciphered;
  if (session_ != nullptr) {
    if (!session_->write(bytes, enciphered)) throw std::runtime_error(session_->why());
    bytes = enciphered;
  }
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) give_up("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::size_t Socket::sends_what_fits(std::string_view bytes) {
  std::size_t total = 0;
  while (total < bytes.size()) {
    const ssize_t sent =
        ::send(fd_, bytes.data() + total, bytes.size() - total, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) give_up("send");
    total += static_cast<std::size_t>(sent);
  }
  return total;
}

std::string Socket::receives(std::size_t bytes_max) {
  std::string bytes(bytes_max, '\0');
  while (session_ != nullptr) {
    std::string out;
    std::string_view in = unread_;
    const tls::Session::Read got = session_->read(in, bytes, out);
    unread_.erase(0, unread_.size() - in.size());
    if (got.status == tls::Session::Status::closed) return {};
    if (got.status == tls::Session::Status::failed) throw std::runtime_error(session_->why());
    bytes.resize(got.bytes);
    if (got.bytes > 0) return bytes;
    const std::string fresh = receives_from_wire(std::string(65536, '\0'));
    if (fresh.empty()) throw std::runtime_error("the server did not say that it ends");
    unread_ += fresh;
    bytes.resize(bytes_max);
  }
  return receives_from_wire(std::move(bytes));
}

std::string Socket::receives_from_wire(std::string bytes) {
  const ssize_t size = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (size < 0) give_up("receive");
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

void Socket::half_closes() {
  if (::shutdown(fd_, SHUT_WR) != 0) give_up("shutdown");
}

void Socket::closes() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void Socket::breaks_off() {
  set_option(fd_, SOL_SOCKET, SO_LINGER, linger{1, 0});
  closes();
}

bool Client::next_line(std::string& line) {
  std::size_t end;
  for (std::size_t looked_at = 0; (end = unread_.find('\n', looked_at)) == std::string::npos;) {
    looked_at = unread_.size();
    const std::string fresh = socket.receives(65536);
    if (fresh.empty()) {
      if (!unread_.empty()) throw std::runtime_error("the end came within a line: " + unread_);
      return false;
    }
    unread_ += fresh;
  }
  if (end == 0 || unread_[end - 1] != '\r') throw std::runtime_error("a line without CR LF");
  line = unread_.substr(0, end - 1);
  unread_.erase(0, end + 1);
  return true;
}

std::vector<std::string> Client::hears_until(std::string_view pattern) {
  std::vector<std::string> lines;
  const std::string awaited = "waited for '" + std::string(pattern) + "'";
  try {
    for (std::string line; next_line(line);) {
      lines.push_back(line);
      if (matches(line, pattern)) return lines;
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(awaited + ": " + error.what() + tail_of(lines));
  }
  throw std::runtime_error(awaited + ", but the connection has ended" + tail_of(lines));
}

std::vector<std::string> Client::hears_all() {
  const std::string token = "all-" + std::to_string(++pings_);
  says("PING " + token);
  std::vector<std::string> lines = hears_until("*PONG * :" + token);
  lines.pop_back();
  return lines;
}

std::vector<std::string> Client::hears_to_the_end() {
  std::vector<std::string> lines;
  for (std::string line; next_line(line);) lines.push_back(line);
  return lines;
}

}  // namespace uvchat::e2e
