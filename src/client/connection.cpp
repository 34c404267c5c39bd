#include "client/connection.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::client {
namespace {

std::string name_of(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (address.sa_family == AF_INET6) {
    const auto& ip6 = reinterpret_cast<const sockaddr_in6&>(address);
    uv_ip6_name(&ip6, text, sizeof text);
    return std::string(text) + " port " + std::to_string(ntohs(ip6.sin6_port));
  }
  const auto& ip4 = reinterpret_cast<const sockaddr_in&>(address);
  uv_ip4_name(&ip4, text, sizeof text);
  return std::string(text) + " port " + std::to_string(ntohs(ip4.sin_port));
}

std::string numeric_address(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  uv_ip_name(reinterpret_cast<const sockaddr*>(&address), text, sizeof text);
  return text;
}

bool is_loopback(const sockaddr_storage& address) {
  const auto begins_with_127 = [](std::uint32_t ip4) { return ntohl(ip4) >> 24 == 127; };
  if (address.ss_family == AF_INET) {
    return begins_with_127(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
  }
  if (address.ss_family != AF_INET6) return false;
  const in6_addr& ip6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  std::uint32_t last = 0;
  std::memcpy(&last, &ip6.s6_addr[12], sizeof last);
  return IN6_IS_ADDR_LOOPBACK(&ip6) || (IN6_IS_ADDR_V4MAPPED(&ip6) && begins_with_127(last));
}

// A socket of the handle's, bound to the address alone. Where bind() has to find a port, it
// searches all of them as soon as a quarter is in use; connect() finds one by the pair of
// addresses.
int bind_to(uv_tcp_t& tcp, const sockaddr_storage& source) {
  const int socket = ::socket(source.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return -errno;
  const int on = 1;
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const int status = ::bind(socket, reinterpret_cast<const sockaddr*>(&source), sizeof source) == 0
                         ? uv_tcp_open(&tcp, socket)
                         : -errno;
  if (status < 0) ::close(socket);
  return status;
}

}  // namespace

struct Connection::Attempt {
  uv_getaddrinfo_t resolve{};
  uv_connect_t request{};
  addrinfo* addresses = nullptr;  // owned
  addrinfo* next = nullptr;       // the one to try when the present one fails
  std::string target;             // for messages
  std::optional<sockaddr_storage> source;

  Attempt() = default;
  ~Attempt() { uv_freeaddrinfo(addresses); }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
};

// libuv 1.44 finishes one write request per poll round, so there is never more than one: what comes
// meanwhile waits here and leaves with the next.
struct Connection::Output {
  uv_write_t request{};
  std::string in_flight;
  std::string waiting;
};

Connection::Connection(uv_loop_t& loop, std::span<char> read_buffer, Listener& listener)
    : loop_(loop), read_buffer_(read_buffer), listener_(listener) {
  UVCHAT_ASSERT(!read_buffer.empty());
}

Connection::~Connection() { UVCHAT_ASSERT(state_ == State::idle || state_ == State::closed); }

void Connection::connect(const std::string& host, std::uint16_t port) {
  UVCHAT_ASSERT(state_ == State::idle);
  const std::string service = std::to_string(port);
  state_ = State::resolving;
  if (tls_settings_.peer.empty()) tls_settings_.peer = host;
  attempt_ = std::make_unique<Attempt>();
  attempt_->target = host + " port " + service;
  attempt_->resolve.data = this;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  const int status = uv_getaddrinfo(&loop_, &attempt_->resolve, &Connection::on_resolved,
                                    host.c_str(), service.c_str(), &hints);
  if (status != 0) {  // a name that no host can have; closing a handle says so from the loop
    init_handle();
    close({CloseCause::host_not_found,
           "cannot find host " + attempt_->target + ": " + uv_strerror(status), status});
  }
}

void Connection::connect(const sockaddr_storage& address, const sockaddr_storage* source) {
  UVCHAT_ASSERT(state_ == State::idle);
  attempt_ = std::make_unique<Attempt>();
  if (source != nullptr) attempt_->source = *source;
  if (tls_settings_.peer.empty()) tls_settings_.peer = numeric_address(address);
  try_address(reinterpret_cast<const sockaddr&>(address));
}

void Connection::on_resolved(uv_getaddrinfo_t* request, int status, addrinfo* addresses) {
  auto& self = *static_cast<Connection*>(request->data);
  self.attempt_->addresses = addresses;
  if (self.state_ == State::closing) {
    self.finish();
  } else if (status < 0) {
    self.closed_ = std::make_unique<Closed>(
        Closed{CloseCause::host_not_found,
               "cannot find host " + self.attempt_->target + ": " + uv_strerror(status), status});
    self.finish();
  } else {
    self.attempt_->next = addresses->ai_next;
    self.try_address(*addresses->ai_addr);
  }
}

void Connection::init_handle() {
  const int status = uv_tcp_init(&loop_, &tcp_);
  UVCHAT_ASSERT(status == 0);  // makes no socket yet: cannot fail
  tcp_.data = this;
  has_handle_ = true;
  uv_tcp_nodelay(&tcp_, 1);
}

void Connection::try_address(const sockaddr& address) {
  state_ = State::connecting;
  init_handle();
  if (attempt_->target.empty()) attempt_->target = name_of(address);
  attempt_->request.data = this;
  int status = 0;
  if (attempt_->source) status = bind_to(tcp_, *attempt_->source);
  if (status == 0) {
    status = uv_tcp_connect(&attempt_->request, &tcp_, &address, &Connection::on_connect);
  }
  if (status < 0) address_failed(status);
}

void Connection::on_connect(uv_connect_t* request, int status) {
  auto& self = *static_cast<Connection*>(request->data);
  if (self.state_ != State::connecting) {
    return;  // closed meanwhile: UV_ECANCELED
  }
  if (status < 0) {
    self.address_failed(status);
  } else {
    self.opened();
  }
}

// A socket whose connect failed serves no other address: it is closed first, and
// on_handle_closed goes on with the next address.
void Connection::address_failed(int status) {
  if (attempt_->next == nullptr) {
    close({CloseCause::not_connected,
           "cannot connect to " + attempt_->target + ": " + uv_strerror(status), status});
  } else {
    close_handle();
  }
}

void Connection::opened() {
  attempt_.reset();
  start_reading();
  if (tls_settings_.context) {
    begin_tls();
  } else {
    secured({});
  }
}

void Connection::start_reading() {
  const int status = uv_read_start(stream(), &Connection::on_alloc, &Connection::on_read);
  UVCHAT_ASSERT(status == 0);
}

void Connection::on_alloc(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  const std::span<char> lent = static_cast<Connection*>(handle->data)->read_buffer_;
  *buffer = uv_buf_init(lent.data(), static_cast<unsigned>(lent.size()));
}

void Connection::on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  auto& self = *static_cast<Connection*>(stream->data);
  const int status = count < 0 ? static_cast<int>(count) : 0;
  if (count > 0) {
    self.read({buffer->base, static_cast<std::size_t>(count)});
  } else if (count < 0 && self.state_ == State::securing) {
    self.not_secured(CloseCause::not_secured,
                     count == UV_EOF ? "it ended the connection" : uv_strerror(status));
  } else if (count == UV_EOF && self.tls_) {
    self.close({CloseCause::lost,
                "the connection was cut off: something of what the server said may be missing",
                UV_ECONNABORTED});
  } else if (count == UV_EOF) {
    self.close({CloseCause::lost, "the server closed the connection", UV_EOF});
  } else if (count < 0) {
    self.close(
        {CloseCause::lost, std::string("the connection was lost: ") + uv_strerror(status), status});
  }
}

void Connection::read(std::string_view bytes) {
  if (state_ == State::securing) {
    shake_hands(bytes);
  } else if (tls_) {
    read_tls(bytes);
  } else {
    take_clear(bytes);
  }
}

void Connection::send(std::string_view bytes) {
  if (state_ != State::open || send_failed_ || ends_sending_ || bytes.empty()) return;
  if (!websocket_) {
    send_clear(bytes);
    return;
  }
  std::string frames;
  websocket_->write(bytes, frames);
  send_clear(frames);
}

void Connection::send_clear(std::string_view bytes) {
  if (send_failed_ || bytes.empty()) return;
  if (!tls_) {
    send_raw(bytes);
    return;
  }
  std::string records;
  if (tls_->write(bytes, records)) {
    send_raw(records);
  } else {
    send_failed_ = true;
  }
}

void Connection::send_raw(std::string_view bytes) {
  if (send_failed_ || bytes.empty()) return;
  if (!output_) {
    uv_buf_t buffer = uv_buf_init(const_cast<char*>(bytes.data()),  // only read by libuv
                                  static_cast<unsigned>(bytes.size()));
    const int sent = uv_try_write(stream(), &buffer, 1);
    if (sent < 0 && sent != UV_EAGAIN) {
      send_failed_ = true;
      return;
    }
    bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    if (bytes.empty()) return;
    output_ = std::make_unique<Output>();
    output_->waiting = bytes;
    start_write();
    return;
  }
  output_->waiting += bytes;
  if (pending_bytes() > pending_bytes_max) {
    close({CloseCause::lost, "the server no longer reads what is sent to it"});
  }
}

void Connection::set_reading(bool reads) {
  if (state_ != State::open) return;
  uv_read_stop(stream());
  if (reads) start_reading();
}

std::size_t Connection::pending_bytes() const {
  return output_ ? output_->in_flight.size() + output_->waiting.size() : 0;
}

void Connection::start_write() {
  output_->in_flight = std::exchange(output_->waiting, {});
  output_->request.data = this;
  const uv_buf_t buffer =
      uv_buf_init(output_->in_flight.data(), static_cast<unsigned>(output_->in_flight.size()));
  if (uv_write(&output_->request, stream(), &buffer, 1, &Connection::on_written) < 0) {
    send_failed_ = true;
    output_.reset();
  }
}

void Connection::on_written(uv_write_t* request, int status) {
  auto& self = *static_cast<Connection*>(request->data);
  const bool is_there = self.state_ == State::open || self.state_ == State::securing ||
                        self.state_ == State::upgrading;
  if (!is_there) return;
  if (status < 0) {
    self.send_failed_ = true;
    self.output_.reset();
  } else if (!self.output_->waiting.empty()) {
    self.start_write();
  } else {
    self.output_.reset();
    self.end_stream();
    if (self.state_ == State::open) self.listener_.on_drained();
  }
}

void Connection::end_sending() {
  if (state_ != State::open || send_failed_ || std::exchange(ends_sending_, true)) return;
  if (websocket_) {
    std::string last;
    websocket_->close(last);
    send_clear(last);
  }
  std::string goodbye;
  if (tls_) tls_->close(goodbye);
  send_raw(goodbye);
  end_stream();
}

// Behind all that was to be sent.
void Connection::end_stream() {
  if (!ends_sending_ || send_failed_ || output_) return;
  uv_shutdown(&shutdown_, stream(), nullptr);
  send_failed_ = true;  // from now on
}

void Connection::close(Closed why) {
  if (state_ == State::idle || state_ == State::closing || state_ == State::closed) return;
  std::string goodbye;
  const bool says_so = why.cause == CloseCause::asked && state_ == State::open && !ends_sending_;
  if (says_so && tls_ && !output_) tls_->close(goodbye);
  send_raw(goodbye);
  closed_ = std::make_unique<Closed>(std::move(why));
  state_ = State::closing;
  close_timer();
  if (has_handle_) {
    close_handle();
  } else {
    // Cancelled or not, on_resolved is called and finishes.
    uv_cancel(reinterpret_cast<uv_req_t*>(&attempt_->resolve));
  }
}

void Connection::close_handle() {
  auto* handle = reinterpret_cast<uv_handle_t*>(&tcp_);
  if (!uv_is_closing(handle)) uv_close(handle, &Connection::on_handle_closed);
}

void Connection::on_handle_closed(uv_handle_t* handle) {
  auto& self = *static_cast<Connection*>(handle->data);
  self.has_handle_ = false;
  if (self.state_ == State::closing) {
    if (!self.timer_) self.finish();
    return;
  }
  const addrinfo& address = *self.attempt_->next;
  self.attempt_->next = address.ai_next;
  self.try_address(*address.ai_addr);
}

void Connection::finish() {
  state_ = State::closed;
  attempt_.reset();
  output_.reset();
  const std::unique_ptr<Closed> closed = std::move(closed_);
  listener_.on_closed(*closed);  // the last thing: the listener may destroy this connection
}

bool Connection::stays_on_this_machine() const {
  const auto address = peer();
  return address && is_loopback(*address);
}

Result<sockaddr_storage> Connection::peer() const {
  sockaddr_storage address{};
  int size = sizeof address;
  const int status = state_ == State::open
                         ? uv_tcp_getpeername(&tcp_, reinterpret_cast<sockaddr*>(&address), &size)
                         : UV_ENOTCONN;
  if (status < 0) return fail(std::string("no peer: ") + uv_strerror(status));
  return address;
}

}  // namespace uvchat::client
