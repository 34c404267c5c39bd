#include "net/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

namespace {

void set_option(const Fd& socket, int level, int name, int value) {
  // An option that the system refuses costs speed, not correctness.
  static_cast<void>(setsockopt(socket.get(), level, name, &value, sizeof(value)));
}

std::string system_text(int error) {
  std::string text = std::generic_category().message(error);
  if (!text.empty()) {
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  }
  return text;
}

struct SocketName {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

// Whether a server listens there.
bool is_live(const SocketName& name) {
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name.storage), name.size) ==
             0 ||
         (errno != ECONNREFUSED && errno != ENOENT);
}

std::size_t fill(std::span<iovec> pieces, std::span<const std::string_view> buffers) {
  UVCHAT_ASSERT(buffers.size() <= pieces.size());
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    // An iovec serves reading too, hence not const.
    pieces[i] = {const_cast<char*>(buffers[i].data()), buffers[i].size()};
  }
  return buffers.size();
}

bool is_socket(const std::string& path) {
  struct stat seen {};
  return ::lstat(path.c_str(), &seen) == 0 && S_ISSOCK(seen.st_mode);
}

Result<Fd> listen_on_path(const std::string& path, unsigned mode) {
  const auto refused = [&path](const std::string& why) {
    return fail("cannot listen on unix:" + path + ": " + why);
  };
  SocketName name;
  sockaddr_un unix_name{};
  if (path.size() >= sizeof(unix_name.sun_path)) {
    return refused("a path of at most " + std::to_string(sizeof(unix_name.sun_path) - 1) +
                   " bytes is needed");
  }
  unix_name.sun_family = AF_UNIX;
  path.copy(unix_name.sun_path, path.size());
  name.size = sizeof(unix_name);
  std::memcpy(&name.storage, &unix_name, sizeof(unix_name));
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return refused(system_text(errno));
  // Before it has a name, so that nobody gets in meanwhile; and after, for what umask took away.
  static_cast<void>(::fchmod(socket.get(), mode));
  const auto bind = [&] {
    return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name.storage), name.size) == 0;
  };
  bool bound = bind();
  if (!bound && errno == EADDRINUSE) {
    if (!is_socket(path)) return refused("there is another file");
    if (is_live(name)) return refused("a server listens there");
    if (::unlink(path.c_str()) != 0) return refused(system_text(errno));
    bound = bind();
  }
  if (!bound || ::chmod(path.c_str(), mode) != 0 ||
      ::listen(socket.get(), limits::listen_backlog) != 0) {
    return refused(system_text(errno));
  }
  return socket;
}

bool parse(const ListenerSettings& settings, SocketName& name) {
  sockaddr_in v4{};
  if (inet_pton(AF_INET, settings.address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(settings.port);
    name.size = sizeof(v4);
    std::memcpy(&name.storage, &v4, sizeof(v4));
    return true;
  }
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET6, settings.address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(settings.port);
    name.size = sizeof(v6);
    std::memcpy(&name.storage, &v6, sizeof(v6));
    return true;
  }
  return false;
}

}  // namespace

Fd::~Fd() {
  if (number_ >= 0) ::close(number_);
}

SocketFile::SocketFile(std::string path) : path_(std::move(path)) {
  struct stat made {};
  if (::stat(path_.c_str(), &made) != 0) path_.clear();
  device_ = made.st_dev;
  number_ = made.st_ino;
}

SocketFile::~SocketFile() {
  struct stat seen {};
  if (path_.empty() || ::stat(path_.c_str(), &seen) != 0) return;
  if (seen.st_dev == device_ && seen.st_ino == number_) ::unlink(path_.c_str());
}

Result<Fd> listen_on(const ListenerSettings& settings) {
  if (settings.is_unix()) return listen_on_path(settings.unix_path(), settings.mode);
  const bool v6_text = settings.address.find(':') != std::string::npos;
  const std::string where = (v6_text ? "[" + settings.address + "]" : settings.address) + ":" +
                            std::to_string(settings.port);
  const auto refused = [&where](const std::string& why) {
    return fail("cannot listen on " + where + ": " + why);
  };
  SocketName name;
  if (!parse(settings, name)) return refused("not a numeric IPv4 or IPv6 address");
  const int family = name.storage.ss_family;
  Fd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return refused(system_text(errno));
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (family == AF_INET6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name.storage), name.size) != 0 ||
      ::listen(socket.get(), limits::listen_backlog) != 0) {
    return refused(system_text(errno));
  }
  return socket;
}

std::uint16_t port_of(const Fd& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  UVCHAT_ASSERT(getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &size) == 0);
  if (storage.ss_family == AF_UNIX) return 0;
  if (storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

Address address_of(const sockaddr& address) {
  Address result;
  if (address.sa_family == AF_INET) {
    result.bytes[10] = result.bytes[11] = 0xFF;  // its place within IPv6
    std::memcpy(&result.bytes[12], &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
  } else if (address.sa_family == AF_INET6) {
    std::memcpy(result.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
  } else if (address.sa_family == AF_UNIX) {
    result = *Address::parse("127.0.0.1");
  }
  return result;
}

void set_options(const Fd& socket, Protocol protocol) {
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
#ifdef TCP_NOTSENT_LOWAT
  // Otherwise the kernel takes megabytes for a peer that does not read, out of our limits' sight.
  set_option(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, static_cast<int>(limits::notsent_lowat_bytes));
#endif
  if (protocol == Protocol::classroom) {
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);  // it has no PING of its own
#ifdef TCP_KEEPIDLE
    // After two minutes of silence, and for two more: the system's own begin after two hours.
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 120);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 30);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
#endif
  }
}

bool sends_no_more(const Fd& socket) {
#ifdef POLLRDHUP
  pollfd look{socket.get(), POLLRDHUP, 0};
#else
  pollfd look{socket.get(), 0, 0};
#endif
  return ::poll(&look, 1, 0) > 0 && look.revents != 0;
}

void say_refused(const Fd& socket, Protocol protocol, std::string_view why) {
  if (protocol == Protocol::irc) {
    const std::string line = "ERROR :Closing link (" + std::string(why) + ")\r\n";
    // A new socket has room for a line; if it has not, the peer learns as much from the close.
    static_cast<void>(send(socket.get(), line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
}

std::optional<std::ptrdiff_t> outcome_of(std::ptrdiff_t result) {
  if (result == -EINTR) return std::nullopt;
  const bool would_block = result == -EAGAIN || result == -EWOULDBLOCK || result == -ENOBUFS;
  return would_block ? 0 : result;
}

std::ptrdiff_t send_now(int socket, std::span<const std::string_view> buffers) {
  constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  std::array<iovec, limits::write_buffers_max> pieces;
  msghdr message{};
  if (buffers.size() > 1) {
    message.msg_iov = pieces.data();
    message.msg_iovlen = fill(pieces, buffers);
  }
  for (;;) {
    const ssize_t sent = buffers.size() == 1
                             ? ::send(socket, buffers[0].data(), buffers[0].size(), flags)
                             : ::sendmsg(socket, &message, flags);
    if (const auto outcome = outcome_of(sent >= 0 ? sent : -errno)) return *outcome;
  }
}

void forget_when_closed(const Fd& socket) {
  const linger at_once{1, 0};
  static_cast<void>(setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)));
}

}  // namespace uvchat::net
