#include "loadtest/parent_link.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

ParentLink::ParentLink(uv_loop_t& loop, int socket, Listener& listener)
    : socket_(socket), listener_(listener) {
  const int status = uv_poll_init_socket(&loop, &poll_, socket);
  UVCHAT_ASSERT(status == 0);
  poll_.data = this;
  uv_poll_start(&poll_, UV_READABLE, &ParentLink::on_readable);
}

void ParentLink::tell(const Message& message) { write_message(socket_, message); }

void ParentLink::close() { uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr); }

void ParentLink::on_readable(uv_poll_t* poll, int, int) {
  static_cast<ParentLink*>(poll->data)->take_orders();
}

// An order to go is answered before the next is given, so one read holds one of them at most.
void ParentLink::take_orders() {
  std::array<char, 16> orders{};
  const ssize_t size = ::recv(socket_, orders.data(), orders.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  const std::string_view text(orders.data(), static_cast<std::size_t>(size < 0 ? 0 : size));
  if (text.empty() || text.find(static_cast<char>(Order::stop)) != text.npos) {
    uv_poll_stop(&poll_);
    listener_.on_stop();
  } else {
    listener_.on_go();
  }
}

void write_message(int socket, const Message& message) {
  const std::string line = print_message(message) + "\n";
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t size = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd writable{socket, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace uvchat::loadtest
