// Lets Debian's ircd-hybrid run from where its package was unpacked, by any user, and answers its
// DNS queries on the spot. It is preloaded by servers.py, because for none of this there is a
// configuration:
//
//   - its modules are loaded from below /usr/lib: from below $UVCHAT_BENCH_TREE/usr/lib instead
//   - it refuses to run as root, and a container often has nobody else
//   - it looks up each client's name. That there is no such name is said at once: the query comes
//     back as its own answer, on the socket it was sent from.

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr std::size_t dns_header_bytes = 12;

sockaddr_storage nameserver{};  // the last that was asked
socklen_t nameserver_bytes = 0;

// What a function of this name was before this file.
template <typename Function>
Function* original(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::string unpacked(const char* path) {
  const char* tree = std::getenv("UVCHAT_BENCH_TREE");
  const std::string_view modules = "/usr/lib/ircd-hybrid/";
  const bool is_module = path != nullptr && std::string_view(path).starts_with(modules);
  return std::string(is_module && tree != nullptr ? tree : "") + (path != nullptr ? path : "");
}

bool is_dns(const sockaddr* address) {
  return address != nullptr &&
         ((address->sa_family == AF_INET &&
           reinterpret_cast<const sockaddr_in*>(address)->sin_port == htons(53)) ||
          (address->sa_family == AF_INET6 &&
           reinterpret_cast<const sockaddr_in6*>(address)->sin6_port == htons(53)));
}

// The socket's own address, of this machine; it is given one where it has none.
sockaddr_storage own_address(int fd, sa_family_t family) {
  sockaddr_storage own{};
  socklen_t bytes = sizeof own;
  getsockname(fd, reinterpret_cast<sockaddr*>(&own), &bytes);
  auto& own4 = reinterpret_cast<sockaddr_in&>(own);
  auto& own6 = reinterpret_cast<sockaddr_in6&>(own);
  const bool has_port = (family == AF_INET6 ? own6.sin6_port : own4.sin_port) != 0;
  own.ss_family = family;
  if (family == AF_INET6) {
    own6.sin6_addr = in6addr_loopback;
  } else {
    own4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  if (!has_port) {
    bind(fd, reinterpret_cast<sockaddr*>(&own), sizeof own);
    bytes = sizeof own;
    getsockname(fd, reinterpret_cast<sockaddr*>(&own), &bytes);
  }
  return own;
}

}  // namespace

extern "C" {

uid_t geteuid() noexcept { return 1; }

DIR* opendir(const char* path) {
  static auto* const real = original<DIR*(const char*)>("opendir");
  return real(unpacked(path).c_str());
}

void* lt_dlopen(const char* path) {
  static auto* const real = original<void*(const char*)>("lt_dlopen");
  return real(unpacked(path).c_str());
}

ssize_t sendto(int fd, const void* data, size_t bytes, int flags, const sockaddr* to,
               socklen_t to_bytes) {
  static auto* const real =
      original<ssize_t(int, const void*, size_t, int, const sockaddr*, socklen_t)>("sendto");
  if (!is_dns(to) || bytes < dns_header_bytes) return real(fd, data, bytes, flags, to, to_bytes);
  std::memcpy(&nameserver, to, std::min<std::size_t>(to_bytes, sizeof nameserver));
  nameserver_bytes = to_bytes;
  std::vector<unsigned char> answer(bytes);
  std::memcpy(answer.data(), data, bytes);
  answer[2] = 0x81;  // an answer to a query that wished recursion
  answer[3] = 0x83;  // recursion is available; there is no such name (RFC 1035 4.1.1)
  const sockaddr_storage own = own_address(fd, to->sa_family);
  return real(fd, answer.data(), bytes, flags, reinterpret_cast<const sockaddr*>(&own), to_bytes);
}

// It takes answers only from the nameserver it has asked.
ssize_t recvfrom(int fd, void* data, size_t bytes, int flags, sockaddr* from,
                 socklen_t* from_bytes) {
  static auto* const real =
      original<ssize_t(int, void*, size_t, int, sockaddr*, socklen_t*)>("recvfrom");
  const ssize_t count = real(fd, data, bytes, flags, from, from_bytes);
  if (count > 0 && from != nullptr && from_bytes != nullptr && nameserver_bytes > 0) {
    std::memcpy(from, &nameserver, nameserver_bytes);
    *from_bytes = nameserver_bytes;
  }
  return count;
}

}  // extern "C"
