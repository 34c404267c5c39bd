#include "server/ctl_link.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

#include "net/socket.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"
#include "uvchat/tls/session.h"

namespace uvchat::server {
namespace {

using net::Fd;

constexpr std::size_t reply_bytes_max = 8 * 1024 * 1024;
constexpr timeval patience{30, 0};

// --- Connecting

void be_patient(const Fd& socket) {
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

// Whoever may write into the folder could have put a socket of their own there.
bool is_trusted_server(const Fd& socket, const std::string& path) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  if (peer.uid == ::geteuid() || peer.uid == 0) return true;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  struct stat seen {};
  return ::stat(folder.empty() ? "." : folder.c_str(), &seen) == 0 && seen.st_uid == peer.uid;
}

Result<Fd> connect_to_socket(const std::string& path) {
  sockaddr_un name{};
  if (path.size() >= sizeof(name.sun_path)) return fail(path + ": the path is too long");
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, path.size());
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail(std::string("no socket: ") + std::strerror(errno));
  be_patient(socket);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof(name)) != 0) {
    if (errno == EACCES || errno == EPERM) {
      return fail(path + ": no permission: be the user who runs the server, or root");
    }
    if (errno == ENOENT || errno == ECONNREFUSED) {
      return fail("no server is running here: nobody listens on " + path +
                  " (--socket or --url names another place; a server whose configuration has an "
                  "admin listener does not make this socket)");
    }
    return fail(path + ": " + std::strerror(errno));
  }
  if (!is_trusted_server(socket, path)) {
    return fail(path + ": somebody else's program listens there, not the server of this folder");
  }
  return socket;
}

struct Url {
  bool is_https = false;
  std::string host;
  std::string port;
};

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  url.is_https = text.starts_with("https://");
  if (!url.is_https && !text.starts_with("http://")) return std::nullopt;
  text.remove_prefix(url.is_https ? 8 : 7);
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t end = text.starts_with('[') ? text.find(']') : 0;
  if (end == text.npos) return std::nullopt;
  const std::size_t colon = std::min(text.find(':', end), text.size());
  url.host = end == 0 ? text.substr(0, colon) : text.substr(1, end - 1);
  url.port = text.substr(std::min(colon + 1, text.size()));
  if (url.port.empty()) url.port = url.is_https ? "443" : "80";
  if (url.host.empty() || url.host.find_first_of("/?#@ \r\n") != url.host.npos ||
      !std::all_of(url.port.begin(), url.port.end(), is_digit)) {
    return std::nullopt;
  }
  return url;
}

Result<Fd> connect_to(const Url& url) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(url.host.c_str(), url.port.c_str(), &wanted, &found);
  if (error != 0) return fail(url.host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  std::string why;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Fd socket(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) continue;
    be_patient(socket);
    if (::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0) return socket;
    why = std::strerror(errno);
  }
  return fail("no server answers at " + url.host + " port " + url.port + ": " + why);
}

// --- Speaking

bool send_all(const Fd& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// What comes next; empty at the end. The error: it breaks, or takes too long.
Result<std::string> receive(const Fd& socket) {
  std::array<char, 16'384> into{};
  ssize_t size = 0;
  do size = ::recv(socket.get(), into.data(), into.size(), 0);
  while (size < 0 && errno == EINTR);
  if (size < 0) {
    return fail(errno == EAGAIN ? std::string("the server does not answer")
                                : std::string("the connection broke: ") + std::strerror(errno));
  }
  return std::string(into.data(), static_cast<std::size_t>(size));
}

Result<std::string> exchange_clear(const Fd& socket, const std::string& request) {
  // A server that refuses a request may close before it has read all of it: its answer counts.
  static_cast<void>(send_all(socket, request));
  std::string reply;
  for (;;) {
    auto part = receive(socket);
    if (!part && reply.empty()) return part;
    if (!part || part->empty()) return reply;
    reply += *part;
    if (reply.size() > reply_bytes_max) return fail("the answer is too large");
  }
}

Result<std::string> read_secure(const Fd& socket, tls::Session& session, std::string unread) {
  std::string reply;
  std::array<char, tls::Session::record_bytes_max> into{};
  for (;;) {
    std::string out;
    std::string_view in = unread;
    const tls::Session::Read read = session.read(in, into, out);
    unread.erase(0, unread.size() - in.size());
    reply.append(into.data(), read.bytes);
    if (reply.size() > reply_bytes_max) return fail("the answer is too large");
    if (!send_all(socket, out) || read.status == tls::Session::Status::closed) return reply;
    if (read.status == tls::Session::Status::failed) return fail(session.why());
    if (read.status != tls::Session::Status::wants_input) continue;
    auto part = receive(socket);
    if (!part) return part;
    if (part->empty()) return fail("the connection broke in the middle of the answer");
    unread += *part;
  }
}

Result<std::string> exchange_secure(const Fd& socket, const AdminPlace& place, const Url& url,
                                    const std::string& request) {
  tls::ClientSettings settings;
  settings.authorities = place.ca_file;
  auto context = tls::Context::for_client(settings);
  if (!context) return tl::unexpected(context.error());
  auto session = tls::Session::client(*context, url.host, tls::Application::http);
  if (!session) return tl::unexpected(session.error());
  std::string unread;
  for (;;) {
    std::string out;
    std::string_view in = unread;
    const auto status = session->shake_hands(in, out);
    unread.erase(0, unread.size() - in.size());
    if (!send_all(socket, out)) return fail("the connection broke in the handshake");
    if (status == tls::Session::Status::done) break;
    if (status != tls::Session::Status::wants_input) {
      return fail("TLS with " + url.host + ": " + session->why());
    }
    auto part = receive(socket);
    if (!part) return part;
    if (part->empty()) return fail("the server ended the handshake: does it speak https there?");
    unread += *part;
  }
  std::string out;
  if (!session->write(request, out)) return fail(session->why());
  static_cast<void>(send_all(socket, out));
  return read_secure(socket, *session, std::move(unread));
}

Result<AdminReply> parse_reply(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  AdminReply reply;
  constexpr std::string_view version = "HTTP/1.1 ";
  if (!text.starts_with(version) || end == text.npos || text.size() < version.size() + 3 ||
      std::from_chars(text.data() + version.size(), text.data() + version.size() + 3, reply.status)
              .ec != std::errc()) {
    return fail(text.empty()
                    ? "the server ended the connection without an answer"
                    : "what answers there is no admin listener: " + printable(text.substr(0, 60)));
  }
  reply.body = text.substr(end + 4);
  return reply;
}

}  // namespace

Result<AdminReply> ask_admin(const AdminPlace& place, std::string_view method,
                             const std::string& target, const std::string& body) {
  const auto url = parse_url(place.socket.empty() ? place.url : "http://localhost");
  if (!url) return fail(place.url + ": expected http:// or https://, a host, and a port");
  const bool is_v6 = url->host.find(':') != url->host.npos;
  std::string request(method);
  request += " " + target + " HTTP/1.1\r\nHost: " + (is_v6 ? "[" + url->host + "]" : url->host) +
             "\r\nConnection: close\r\n";
  if (!place.token.empty()) request += "Authorization: Bearer " + place.token + "\r\n";
  if (!body.empty()) {
    request +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  request += "\r\n" + body;
  const auto socket = place.socket.empty() ? connect_to(*url) : connect_to_socket(place.socket);
  if (!socket) return tl::unexpected(socket.error());
  const auto text = url->is_https ? exchange_secure(*socket, place, *url, request)
                                  : exchange_clear(*socket, request);
  if (!text) return tl::unexpected(text.error());
  return parse_reply(*text);
}

}  // namespace uvchat::server
