#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace uvchat::net {

// The byte streams under a LoopCore, named by slot: sockets under libuv, or a simulation's.
//
// A stream exists from open() until on_closed(), and is being read from its beginning on. None of
// these calls may call back into the LoopCore: what happens is told afterwards.
class Streams {
 public:
  // What can be told of a peer without reading what it sent.
  enum class FarEnd : std::uint8_t { there, half_closed, gone };

  using Buffers = std::span<const std::string_view>;  // 1 to limits::write_buffers_max

  virtual ~Streams() = default;

  // Writes what the stream takes at once and returns how many bytes that is: 0 if it would block,
  // negative if the stream is broken.
  virtual std::ptrdiff_t try_write(std::uint32_t slot, Buffers buffers) = 0;

  // Begins to write all of it; at most one such write is under way for a stream. The bytes, but not
  // the array of views, stay where they are until LoopCore::on_written, which is always called, and
  // before on_closed. False if the stream is broken: then nothing was begun.
  [[nodiscard]] virtual bool write(std::uint32_t slot, Buffers buffers) = 0;

  // Called alternately, and not after an EOF.
  virtual void start_reading(std::uint32_t slot) = 0;
  virtual void stop_reading(std::uint32_t slot) = 0;

  // Of a stream that is not being read, where on_eof and on_broken therefore do not come.
  virtual FarEnd far_end(std::uint32_t slot) = 0;

  // Tells the peer that nothing more comes. No write is under way; none comes after it.
  virtual void shutdown_write(std::uint32_t slot) = 0;

  // Ends the stream at once, once. Answered by LoopCore::on_closed; no on_read, on_eof or on_broken
  // comes any more.
  virtual void close(std::uint32_t slot) = 0;
};

}  // namespace uvchat::net
