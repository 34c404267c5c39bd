#include "net/send_ring.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

#include "net/socket.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

constexpr std::ptrdiff_t unanswered = std::numeric_limits<std::ptrdiff_t>::min();
constexpr int send_flags = MSG_DONTWAIT | MSG_NOSIGNAL;

std::string text_of(int negative_error) { return std::generic_category().message(-negative_error); }

bool is_closed_at_the_other_end(const Fd& socket) {
  pollfd look{socket.get(), 0, 0};
  return ::poll(&look, 1, 0) > 0 && (look.revents & POLLHUP) != 0;
}

}  // namespace

Result<std::unique_ptr<SendRing>> SendRing::open(std::uint32_t sockets_max) {
  std::unique_ptr<SendRing> ring(new SendRing());
  if (const int error = io_uring_queue_init(sends_max, &ring->ring_, 0); error != 0) {
    return fail("io_uring_setup: " + text_of(error));
  }
  ring->is_open_ = true;
  // Without these a result might be lost, or waited for in vain.
  constexpr unsigned needed = IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG;
  if ((ring->ring_.features & needed) != needed) return fail("io_uring: the kernel is too old");
  ring->messages_.resize(sends_max);
  ring->pieces_.reserve(pieces_max);
  ring->register_at_most(std::min(sockets_max, registered_max));
  if (Result<void> tried = ring->try_out(); !tried) return tl::unexpected(std::move(tried.error()));
  return ring;
}

SendRing::~SendRing() { give_up({}); }

void SendRing::register_at_most(std::uint32_t sockets_max) {
  registered_.clear();
  if (sockets_max > 0 && io_uring_register_files_sparse(&ring_, sockets_max) == 0) {
    registered_.resize(sockets_max);
  }
}

// Sends by the ring what all of its sends are, and looks whether a socket that was forgotten and
// closed is closed. In kernels before 6.4 it is not, for up to a second: then none is registered.
Result<void> SendRing::try_out() {
  std::array<int, 2> numbers{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, numbers.data()) != 0) {
    return fail("io_uring: cannot make sockets to try it out: " + text_of(-errno));
  }
  Fd ours(numbers[0]);
  const Fd theirs(numbers[1]);
  constexpr std::array<std::string_view, 2> parts{"tr", "y"};
  std::array<Streams::Attempt, 2> attempts{
      {{0, Streams::Buffers(parts).first(1), 0}, {1, Streams::Buffers(parts), 0}}};
  const std::array<int, 2> sockets{ours.get(), ours.get()};
  send(attempts, sockets);
  if (!works()) return fail("io_uring: " + why_given_up_);
  for (const Streams::Attempt& attempt : attempts) forget(attempt.slot);
  ours = Fd();
  if (attempts[0].result != 2 || attempts[1].result != 3) return fail("io_uring: cannot send");
  if (registers_max() > 0 && !is_closed_at_the_other_end(theirs)) {
    registered_.clear();
    io_uring_unregister_files(&ring_);
  }
  return {};
}

void SendRing::forget(std::uint32_t slot) {
  if (!is_open_ || slot >= registered_.size() || !registered_[slot]) return;
  registered_[slot] = false;
  int none = -1;
  const int updated = io_uring_register_files_update(&ring_, slot, &none, 1);
  // It must not be sent to whoever has the slot next, nor stay open.
  if (updated != 1) give_up("cannot forget a socket: " + text_of(updated));
}

bool SendRing::is_registered(std::uint32_t slot, int socket) {
  if (slot >= registered_.size()) return false;
  if (!registered_[slot]) {
    registered_[slot] = io_uring_register_files_update(&ring_, slot, &socket, 1) == 1;
  }
  return registered_[slot];
}

void SendRing::send(std::span<Streams::Attempt> attempts, std::span<const int> sockets) {
  UVCHAT_ASSERT(attempts.size() == sockets.size());
  while (!attempts.empty() && is_open_) {
    const std::size_t sent = send_some(attempts, sockets);
    attempts = attempts.subspan(sent);
    sockets = sockets.subspan(sent);
  }
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    attempts[i].result = send_now(sockets[i], attempts[i].buffers);
  }
}

// Sends the first of these, as many as go with one system call. Returns how many.
std::size_t SendRing::send_some(std::span<Streams::Attempt> attempts,
                                std::span<const int> sockets) {
  pieces_.clear();
  unsigned count = 0;
  while (count < attempts.size() && count < sends_max &&
         pieces_.size() + limits::write_buffers_max <= pieces_max) {
    prepare(count, attempts[count], sockets[count]);
    attempts[count].result = unanswered;
    ++count;
  }
  attempts = attempts.first(count);
  const int submitted = io_uring_submit(&ring_);
  const unsigned taken = count - io_uring_sq_ready(&ring_);
  const bool are_answered = take_results(attempts, taken);
  for (unsigned i = 0; i < count; ++i) settle(attempts[i], sockets[i], i < taken);
  if (taken < count) {
    give_up(submitted < 0 ? "io_uring_enter: " + text_of(submitted) : "sends are left over");
  } else if (!are_answered) {
    give_up("sends are not answered");
  }
  return count;
}

void SendRing::prepare(std::size_t index, const Streams::Attempt& attempt, int socket) {
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  UVCHAT_ASSERT(entry != nullptr);  // each call leaves the queue empty
  const bool registered = is_registered(attempt.slot, socket);
  const int number = registered ? static_cast<int>(attempt.slot) : socket;
  if (attempt.buffers.size() == 1) {
    const std::string_view bytes = attempt.buffers[0];
    io_uring_prep_send(entry, number, bytes.data(), bytes.size(), send_flags);
  } else {
    msghdr& message = messages_[index];
    message = {};
    message.msg_iov = pieces_.data() + pieces_.size();  // which never grows
    message.msg_iovlen = attempt.buffers.size();
    for (const std::string_view bytes : attempt.buffers) {
      pieces_.push_back({const_cast<char*>(bytes.data()), bytes.size()});
    }
    io_uring_prep_sendmsg(entry, number, &message, send_flags);
  }
  if (registered) io_uring_sqe_set_flags(entry, IOSQE_FIXED_FILE);
  io_uring_sqe_set_data64(entry, index);
}

// False: some are missing, although the kernel has had time.
bool SendRing::take_results(std::span<Streams::Attempt> attempts, unsigned expected) {
  for (;;) {
    io_uring_cqe* entry = nullptr;
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_for_each_cqe(&ring_, head, entry) {
      const std::uint64_t index = io_uring_cqe_get_data64(entry);
      if (index < attempts.size()) attempts[index].result = entry->res;
      ++seen;
    }
    io_uring_cq_advance(&ring_, seen);
    expected -= std::min(seen, expected);
    if (expected == 0) return true;
    __kernel_timespec patience{.tv_sec = 0, .tv_nsec = 100'000'000};
    if (io_uring_wait_cqe_timeout(&ring_, &entry, &patience) != 0) return false;
  }
}

// From what the ring has said of a send to its outcome.
void SendRing::settle(Streams::Attempt& attempt, int socket, bool is_taken) {
  const std::ptrdiff_t said = std::exchange(attempt.result, 0);
  if (said == unanswered && is_taken) {
    attempt.result = -EIO;
  } else if (const auto outcome = outcome_of(said); outcome && *outcome >= 0) {
    attempt.result = *outcome;
  } else {
    attempt.result = send_now(socket, attempt.buffers);
    const bool has_failed = said != unanswered && outcome;
    if (has_failed && attempt.result >= 0) give_up("a send: " + text_of(static_cast<int>(said)));
  }
}

// No socket stays registered: what is closed from now on is closed at once.
void SendRing::give_up(std::string why) {
  if (!std::exchange(is_open_, false)) return;
  why_given_up_ = std::move(why);
  if (registers_max() > 0) io_uring_unregister_files(&ring_);
  io_uring_queue_exit(&ring_);
}

}  // namespace uvchat::net
