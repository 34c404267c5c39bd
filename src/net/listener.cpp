#include "net/listener.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "net/io_loop.h"

namespace uvchat::net {

Listener::Listener(const IoLoop& owner, std::uint8_t index, Fd socket, const Deal& deal,
                   LogSink& log)
    : owner_(owner),
      index_(index),
      protocol_(owner.settings().listeners[index].profile.protocol),
      deal_(deal),
      log_(log),
      socket_(std::move(socket)) {
  poll_.data = this;
}

Result<void> Listener::start(uv_loop_t& loop) {
  if (const int error = uv_poll_init_socket(&loop, &poll_, socket_.get()); error != 0) {
    return fail(std::string("cannot watch a listening socket: ") + uv_strerror(error));
  }
  started_ = true;
  paused_ = true;
  resume();
  return {};
}

void Listener::resume() {
  if (!started_ || !std::exchange(paused_, false)) {
    return;
  }
  uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) noexcept {
    static_cast<Listener*>(poll->data)->accept_some();
  });
}

void Listener::close() {
  if (std::exchange(started_, false)) {
    uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
    socket_ = Fd();
  }
}

void Listener::accept_some() {
  // What is left in the backlog is reported again in the next turn.
  for (std::size_t left = owner_.accepts_allowed(); left > 0 && accept_one(); --left) continue;
}

// False if there is nothing more to accept for now.
bool Listener::accept_one() {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  Fd accepted(accept4(socket_.get(), address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted) {
    told_ = false;
    set_options(accepted, protocol_);
    hand_out(std::move(accepted), numeric_text(*address));
    return true;
  }
  switch (errno) {
    case EAGAIN:
      return false;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      // The backlog stays readable: watching it on would keep the loop busy with nothing.
      uv_poll_stop(&poll_);
      paused_ = true;
      if (!std::exchange(told_, true)) {
        log_.write(LogLevel::error, "cannot accept connections", {{"reason", uv_strerror(-errno)}});
      }
      return false;
    default:
      return true;  // that one peer has gone; the next may be well
  }
}

void Listener::hand_out(Fd socket, std::string address) {
  std::uint64_t connections = 0;
  IoLoop* target = deal_.loops.front();
  for (IoLoop* loop : deal_.loops) {
    connections += loop->load();
    target = loop->load() < target->load() ? loop : target;
  }
  if (deal_.connections_max > 0 && connections >= deal_.connections_max) {
    refuse(socket, protocol_);
    return;
  }
  target->assign({std::move(socket), std::move(address), index_});
}

void refuse(const Fd& socket, Protocol protocol) {
  if (protocol == Protocol::irc) {
    constexpr std::string_view line = "ERROR :This server is full\r\n";
    // A new socket has room for a line; if it has not, the peer learns as much from the close.
    static_cast<void>(send(socket.get(), line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
}

}  // namespace uvchat::net
