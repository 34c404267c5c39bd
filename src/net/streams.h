#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace uvchat::net {

// The byte streams under a LoopCore, named by slot: sockets under libuv, or a simulation's.
//
// A stream exists from LoopCore::accept() until on_closed(); LoopCore reads it only after
// greeted(). Until then the layer below reads it. None of these calls may call back into the
// LoopCore: events are reported later.
class Streams {
 public:
  // The state of the peer, as far as it is known without reading.
  enum class PeerState : std::uint8_t { there, half_closed, gone };

  using Buffers = std::span<const std::string_view>;  // 1 to limits::write_buffers_max

  virtual ~Streams() = default;

  // Writes as much as the stream takes without blocking and returns the number of bytes: 0 if it
  // would block, negative if the stream is broken. REQUIRES: no write is under way.
  virtual std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) = 0;

  // One of many try_write().
  struct Attempt {
    std::uint32_t slot = 0;
    Buffers buffers;
    std::ptrdiff_t result = 0;  // as try_write() returns it
  };
  // Does as many try_write(), in this order, and each stream is among them once at most. Streams
  // that can do them at less cost than one by one do.
  virtual void try_write_many(std::span<Attempt> attempts) {
    for (Attempt& attempt : attempts) attempt.result = try_write(attempt.slot, attempt.buffers);
  }

  // Starts writing all of it; a stream has at most one such write at a time. The bytes, but not the
  // array of views, must stay valid until LoopCore::on_written, which is always called, and before
  // on_closed. False if the stream is broken: nothing was started.
  [[nodiscard]] virtual bool write(std::uint32_t slot, Buffers buffers) = 0;

  // Called alternately, start_reading first, and never after an EOF.
  virtual void start_reading(std::uint32_t slot) = 0;
  virtual void stop_reading(std::uint32_t slot) = 0;

  // For a stream that is not being read, and so gets no on_eof and no on_broken.
  virtual PeerState peer_state(std::uint32_t slot) = 0;

  // Shuts the sending side down. REQUIRES: no write is under way, and none follows.
  virtual void shutdown_write(std::uint32_t slot) = 0;

  // Closes the stream at once; called once. LoopCore::on_closed follows, and no on_read, on_eof or
  // on_broken any more.
  virtual void close(std::uint32_t slot) = 0;
};

}  // namespace uvchat::net
