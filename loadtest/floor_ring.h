#pragma once

#include <liburing.h>
#include <sys/socket.h>

#include <string_view>

namespace uvchat::floor {

// Sends to many sockets with one system call; none of the sends waits. What fails here fails the
// floor's client: it is a measure, and no server.
class Ring {
 public:
  static constexpr unsigned sends_max = 1024;  // of one system call
  static constexpr unsigned sockets_max = 20'000;

  // False: this system has none.
  bool open() {
    return io_uring_queue_init(sends_max, &ring_, 0) == 0 &&
           io_uring_register_files_sparse(&ring_, sockets_max) == 0;
  }
  // A socket is registered under its own number, until before it is closed.
  void add(int socket) { update(socket, socket); }
  void forget(int socket) { update(socket, -1); }

  // True: no more fit before send().
  bool put(int socket, std::string_view bytes, void* whose) {
    io_uring_sqe* entry = io_uring_get_sqe(&ring_);
    io_uring_prep_send(entry, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    io_uring_sqe_set_flags(entry, IOSQE_FIXED_FILE);
    io_uring_sqe_set_data(entry, whose);
    return ++waiting_ == sends_max;
  }

  // `take(whose, sent)` for each that was put: its bytes, or an errno that is negative.
  template <typename Take>
  void send(Take&& take) {
    if (waiting_ == 0) return;
    io_uring_submit_and_wait(&ring_, waiting_);
    waiting_ = 0;
    io_uring_cqe* entry = nullptr;
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_for_each_cqe(&ring_, head, entry) {
      take(io_uring_cqe_get_data(entry), entry->res);
      ++seen;
    }
    io_uring_cq_advance(&ring_, seen);
  }

 private:
  void update(int socket, int value) {
    io_uring_register_files_update(&ring_, static_cast<unsigned>(socket), &value, 1);
  }

  io_uring ring_{};
  unsigned waiting_ = 0;
};

}  // namespace uvchat::floor
