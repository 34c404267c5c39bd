// Of IoLoop: the streams under its LoopCore, as libuv's TCP handles. A handle's `data` is its slot,
// its loop's `data` the IoLoop.

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>

#include "net/io_loop.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {

namespace {

// One system call for so many costs less than one for each; for fewer, more.
constexpr std::size_t many_min = 32;

using UvBuffers = std::array<uv_buf_t, limits::write_buffers_max>;

unsigned fill(UvBuffers& target, Streams::Buffers source) {
  UVCHAT_ASSERT(!source.empty() && source.size() <= target.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    // libuv's buffers serve reading too, hence not const; a write does not touch them.
    target[i] =
        uv_buf_init(const_cast<char*>(source[i].data()), static_cast<unsigned>(source[i].size()));
  }
  return static_cast<unsigned>(source.size());
}

template <typename Handle>
std::uint32_t slot_of(const Handle* handle) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(handle->data));
}

// After a read, libuv reports a reset as an end of file; the socket tells the two apart.
bool has_error(int descriptor) {
  int error = 0;
  socklen_t size = sizeof(error);
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0;
}

}  // namespace

uv_stream_t* IoLoop::stream(std::uint32_t slot) {
  return reinterpret_cast<uv_stream_t*>(&peers_[slot]->tcp);
}

// False: there is a stream to be closed, and nothing else.
bool IoLoop::open_stream(std::uint32_t slot, AcceptedSocket&& accepted) {
  if (slot >= peers_.size()) peers_.resize(slot + 1);
  UVCHAT_ASSERT(peers_[slot] == nullptr);
  peers_[slot] = peer_pool_.make();
  peers_[slot]->place = std::move(accepted.place);
  Hello& hello = *(peers_[slot]->hello = std::make_unique<Hello>());
  hello.address = accepted.address;
  hello.is_borrowed = accepted.is_borrowed;
  hello.is_proxys = accepted.is_proxys;
  peers_[slot]->listener = accepted.listener;
  uv_tcp_t& tcp = peers_[slot]->tcp;
  UVCHAT_ASSERT(uv_tcp_init(&loop_, &tcp) == 0);
  tcp.data = reinterpret_cast<void*>(std::uintptr_t{slot});
  if (uv_tcp_open(&tcp, accepted.fd.get()) != 0) return false;
  peers_[slot]->socket = accepted.fd.release();
  return true;
}

void IoLoop::start_reading(std::uint32_t slot) {
  const auto lend = [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) noexcept {
    const std::span<char> lent =
        static_cast<IoLoop*>(handle->loop->data)->tls_.lend(slot_of(handle));
    *buffer = uv_buf_init(lent.data(), static_cast<unsigned>(lent.size()));
  };
  const auto read = [](uv_stream_t* handle, ssize_t size, const uv_buf_t*) noexcept {
    static_cast<IoLoop*>(handle->loop->data)->on_read(slot_of(handle), size);
  };
  UVCHAT_ASSERT(uv_read_start(stream(slot), lend, read) == 0);
}

void IoLoop::stop_reading(std::uint32_t slot) { uv_read_stop(stream(slot)); }

Streams::PeerState IoLoop::peer_state(std::uint32_t slot) {
#ifdef POLLRDHUP
  pollfd look{peers_[slot]->socket, POLLRDHUP, 0};
#else
  pollfd look{peers_[slot]->socket, 0, 0};
#endif
  if (::poll(&look, 1, 0) <= 0) return PeerState::there;
  return (look.revents & (POLLERR | POLLHUP)) != 0 ? PeerState::gone : PeerState::half_closed;
}

void IoLoop::on_read(std::uint32_t slot, std::ptrdiff_t size) {
  if (size > 0) {
    tls_.on_read(slot, static_cast<std::size_t>(size), now());
    if (core_.turn_full()) end_turn();
  } else if (size == UV_EOF && !has_error(peers_[slot]->socket)) {
    tls_.on_eof(slot, now());
  } else if (size != 0 && size != UV_ENOBUFS) {  // nothing there; nothing lent
    tls_.on_broken(slot);
  }
}

void IoLoop::open_ring() {
  if (!settings_.io_uring) {
    log_.write(LogLevel::info, "io_uring off", {{"loop", settings_.loop}});
    return;
  }
  Result<std::unique_ptr<SendRing>> ring = SendRing::open(settings_.uring_sockets_max);
  if (!ring) {
    uring_ = UringUse::refused;
    log_.write(LogLevel::info, "io_uring refused",
               {{"loop", settings_.loop}, {"reason", ring.error().text}});
    return;
  }
  uring_ = UringUse::on;
  ring_ = std::move(*ring);
  many_sockets_.reserve(SendRing::sends_max);
  log_.write(LogLevel::info, "io_uring on",
             {{"loop", settings_.loop}, {"sockets_registered", ring_->registers_max()}});
}

std::ptrdiff_t IoLoop::try_write(std::uint32_t slot, Buffers buffers) {
  UVCHAT_ASSERT(uv_stream_get_write_queue_size(stream(slot)) == 0);
  ++sends_single_;
  return send_now(peers_[slot]->socket, buffers);
}

void IoLoop::try_write_many(std::span<Attempt> attempts) {
  if (ring_ == nullptr || attempts.size() < many_min) {
    Streams::try_write_many(attempts);
    return;
  }
  many_sockets_.clear();
  for (const Attempt& attempt : attempts) {
    UVCHAT_ASSERT(uv_stream_get_write_queue_size(stream(attempt.slot)) == 0);
    many_sockets_.push_back(peers_[attempt.slot]->socket);
  }
  ring_->send(attempts, many_sockets_);
  sends_many_ += attempts.size();
  if (ring_->works()) return;
  log_.write(LogLevel::warning, "io_uring given up",
             {{"loop", settings_.loop}, {"reason", ring_->why_given_up()}});
  ring_.reset();
  uring_ = UringUse::given_up;
}

bool IoLoop::write(std::uint32_t slot, Buffers buffers) {
  UvBuffers uv_buffers;
  const unsigned count = fill(uv_buffers, buffers);
  auto request = std::make_unique<uv_write_t>();
  const auto written = [](uv_write_t* done, int status) noexcept {
    const std::unique_ptr<uv_write_t> owned(done);
    IoLoop& loop = *static_cast<IoLoop*>(done->handle->loop->data);
    loop.tls_.on_written(slot_of(done->handle), status == 0, loop.now());
  };
  if (uv_write(request.get(), stream(slot), uv_buffers.data(), count, written) != 0) return false;
  (void)request.release();  // comes back in `written`
  return true;
}

void IoLoop::shutdown_write(std::uint32_t slot) {
  auto request = std::make_unique<uv_shutdown_t>();
  const auto done = [](uv_shutdown_t* finished, int) noexcept {
    const std::unique_ptr<uv_shutdown_t> owned(finished);
  };
  // If this fails, the peer has gone: reading ends soon, at the deadline at the latest.
  if (uv_shutdown(request.get(), stream(slot), done) == 0) (void)request.release();
}

void IoLoop::close(std::uint32_t slot) {
  if (ring_ != nullptr) ring_->forget(slot);
  uv_close(reinterpret_cast<uv_handle_t*>(stream(slot)), [](uv_handle_t* handle) noexcept {
    static_cast<IoLoop*>(handle->loop->data)->on_closed(slot_of(handle));
  });
}

void IoLoop::on_closed(std::uint32_t slot) {
  peers_[slot].reset();
  load_.fetch_sub(1, std::memory_order_relaxed);
  tls_.on_closed(slot);
}

}  // namespace uvchat::net
