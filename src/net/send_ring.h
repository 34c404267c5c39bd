#pragma once

#include <liburing.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/streams.h"
#include "uvchat/base/result.h"

namespace uvchat::net {

// Sends to many sockets with one system call, by io_uring. No send waits: each has done what
// send_now() would have done when the call returns, and nothing of it outlives the call.
//
// The kernel is told once of a socket that is sent to ("registered files"), and finds it sooner
// from then on. Such a socket stays open until it is forgotten.
//
// What fails is tried again without the ring. Where that works, or where the ring does not do what
// it has promised, it is given up, and everything goes without it. Bytes of which nobody knows
// whether they were sent break their stream: sent again, they might come twice.
//
// Owner: the thread that opens it; when that has ended, whoever destroys it. Where the ring ends,
// the kernel interrupts a system call of its thread, as a signal would (EINTR). Memory: with its
// pages in the kernel 60 KiB, and there 8 to 16 bytes for each of `sockets_max`.
class SendRing {
 public:
  static constexpr unsigned sends_max = 256;                // of one system call
  static constexpr std::size_t pieces_max = 4 * sends_max;  // of their buffers
  static constexpr std::uint32_t registered_max = 65'536;   // 512 KiB

  // Makes a ring and tries it out. Sockets of slots from `sockets_max` on, which is bounded by
  // registered_max, are not registered. The error says what the system refuses.
  static Result<std::unique_ptr<SendRing>> open(std::uint32_t sockets_max);
  ~SendRing();
  SendRing(const SendRing&) = delete;
  SendRing& operator=(const SendRing&) = delete;

  // Streams::try_write_many() to the sockets of the same places.
  void send(std::span<Streams::Attempt> attempts, std::span<const int> sockets);

  // The socket of this slot is about to be closed.
  void forget(std::uint32_t slot);

  // False: it was given up, and send() goes without it.
  bool works() const { return is_open_; }
  // How many sockets it may register; 0: none.
  std::size_t registers_max() const { return registered_.size(); }
  // REQUIRES: !works().
  const std::string& why_given_up() const { return why_given_up_; }

 private:
  SendRing() = default;

  void register_at_most(std::uint32_t sockets_max);
  Result<void> try_out();
  bool is_registered(std::uint32_t slot, int socket);
  std::size_t send_some(std::span<Streams::Attempt> attempts, std::span<const int> sockets);
  void prepare(std::size_t index, const Streams::Attempt& attempt, int socket);
  bool take_results(std::span<Streams::Attempt> attempts, unsigned expected);
  void settle(Streams::Attempt& attempt, int socket, bool is_taken);
  void give_up(std::string why);

  bool is_open_ = false;
  std::string why_given_up_;
  io_uring ring_{};
  std::vector<bool> registered_;  // by slot
  std::vector<msghdr> messages_;  // of one system call
  std::vector<iovec> pieces_;     // of these
};

}  // namespace uvchat::net
