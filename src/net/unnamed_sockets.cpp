#include "net/unnamed_sockets.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "uvchat/base/limits.h"

namespace uvchat::net {

namespace {

constexpr std::string_view left_early = "it was closed before its PROXY header came";

}  // namespace

// Lives until libuv has closed its handle.
struct UnnamedSockets::Waiting {
  UnnamedSockets& owner;
  AcceptedSocket socket;
  std::size_t index;  // its own, of `waiting_`
  uv_poll_t poll{};
  bool has_begun = false;  // some of its header is there: it is looked at each tick
};

void UnnamedSockets::CloseHandle::operator()(Waiting* waiting) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&waiting->poll),
           [](uv_handle_t* handle) noexcept { delete static_cast<Waiting*>(handle->data); });
  waiting->socket = AcceptedSocket();
}

UnnamedSockets::~UnnamedSockets() = default;

void UnnamedSockets::add(uv_loop_t& loop, AcceptedSocket&& socket) {
  auto waiting = std::make_unique<Waiting>(Waiting{*this, std::move(socket), waiting_.size()});
  waiting->poll.data = waiting.get();
  if (uv_poll_init_socket(&loop, &waiting->poll, waiting->socket.fd.get()) != 0) {
    host_.ended_unnamed(waiting->socket.address, "the system does not watch its socket");
    return;
  }
  uv_poll_start(&waiting->poll, UV_READABLE, [](uv_poll_t* poll, int, int) noexcept {
    const Waiting& ready = *static_cast<Waiting*>(poll->data);
    ready.owner.look(ready.index);
  });
  waiting_.emplace_back(waiting.release());
}

// From the last one: whoever takes the place of one that goes was looked at before.
void UnnamedSockets::tick(std::uint64_t now_ms, std::uint64_t greeting_ms_max) {
  for (std::size_t index = waiting_.size(); index-- > 0;) {
    if (waiting_[index]->has_begun) look(index);
  }
  for (std::size_t index = waiting_.size(); index-- > 0;) {
    if (now_ms < waiting_[index]->socket.accepted_ms + greeting_ms_max) continue;
    end(index, "the PROXY header did not come in time");
  }
}

void UnnamedSockets::close_all() { waiting_.clear(); }

void UnnamedSockets::look(std::size_t index) {
  Waiting& waiting = *waiting_[index];
  const int fd = waiting.socket.fd.get();
  std::array<char, ProxyHeader::bytes_max> bytes;
  const ssize_t size = ::recv(fd, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return end(index, left_early);
  const auto header = ProxyHeader::read({bytes.data(), static_cast<std::size_t>(size)});
  if (header.kind == ProxyHeader::Kind::unfinished) {
    if (sends_no_more(waiting.socket.fd)) return end(index, left_early);
    // It stays readable: if it were still watched, the loop would spin.
    if (!std::exchange(waiting.has_begun, true)) uv_poll_stop(&waiting.poll);
    return;
  }
  if (header.size > 0) {
    const ssize_t taken = ::recv(fd, bytes.data(), header.size, MSG_DONTWAIT);
    if (taken != static_cast<ssize_t>(header.size)) return end(index, left_early);
  }
  host_.begins_with(header, remove(index));
}

AcceptedSocket UnnamedSockets::remove(std::size_t index) {
  std::swap(waiting_[index], waiting_.back());
  waiting_[index]->index = index;
  AcceptedSocket socket = std::move(waiting_.back()->socket);
  waiting_.pop_back();
  return socket;
}

void UnnamedSockets::end(std::size_t index, std::string_view why) {
  const Address peer = waiting_[index]->socket.address;
  remove(index);
  host_.ended_unnamed(peer, why);
}

}  // namespace uvchat::net
