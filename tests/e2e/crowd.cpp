#include "tests/e2e/crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace uvchat::e2e {
namespace {

int connected_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("a member of the crowd cannot connect");
  }
  return fd;
}

void send_all(int fd, std::string_view bytes) {
  // Far less than a socket's buffer, so it is taken whole.
  if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("a member of the crowd cannot send");
  }
}

}  // namespace

Crowd::Crowd(std::uint16_t port, std::string room, std::size_t size)
    : room_(std::move(room)), members_(size) {
  if (pipe(stop_pipe_) != 0) throw std::runtime_error("no pipe for the crowd");
  for (std::size_t i = 0; i < size; ++i) {
    const std::string nick = nick_of(i);
    members_[i].fd = connected_to(port);
    send_all(members_[i].fd,
             "NICK " + nick + "\r\nUSER " + nick + " 0 * :" + nick + "\r\nJOIN " + room_ + "\r\n");
  }
  reader_ = std::thread([this] { read_all(); });
}

Crowd::~Crowd() {
  all_vanish();
  ::close(stop_pipe_[0]);
  ::close(stop_pipe_[1]);
}

void Crowd::member_says(std::size_t member, std::string_view line) {
  send_all(members_[member].fd, std::string(line) + "\r\n");
}

void Crowd::all_vanish() {
  if (!reader_.joinable()) return;
  (void)!::write(stop_pipe_[1], "x", 1);
  reader_.join();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const linger reset{1, 0};
    if (i % 2 == 0) setsockopt(members_[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    ::close(members_[i].fd);
  }
}

void Crowd::read_all() {
  std::vector<pollfd> waiting(members_.size() + 1);
  for (std::size_t i = 0; i < members_.size(); ++i) waiting[i] = {members_[i].fd, POLLIN, 0};
  waiting.back() = {stop_pipe_[0], POLLIN, 0};
  while (waiting.back().revents == 0) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (waiting[i].revents == 0 || read_one(members_[i])) continue;
      waiting[i].fd = -1;  // poll looks at it no more
      ++counts_.ended;
    }
    changed_.notify_all();
  }
}

bool Crowd::read_one(Member& member) {
  char buffer[65536];
  const ssize_t size = ::recv(member.fd, buffer, sizeof(buffer), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) return false;
  member.unread.append(buffer, static_cast<std::size_t>(size));
  std::string_view rest = member.unread;
  for (std::size_t end; (end = rest.find("\r\n")) != rest.npos; rest.remove_prefix(end + 2)) {
    take_line(member, rest.substr(0, end));
  }
  member.unread.erase(0, member.unread.size() - rest.size());
  return true;
}

void Crowd::take_line(Member& member, std::string_view line) {
  std::string_view words = line.substr(std::min(line.find(' '), line.size() - 1) + 1);
  if (words.starts_with("366 ")) {
    ++counts_.joined;
  } else if (words.starts_with("PONG ")) {
    ++counts_.answered;
  } else if (words.starts_with("PRIVMSG " + room_)) {
    ++counts_.heard;
    counts_.heard_most = std::max(counts_.heard_most, ++member.heard);
  }
}

}  // namespace uvchat::e2e
