#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "uvchat/base/block_pool.h"

namespace uvchat {

// A FIFO of bytes, used both ways: for input that waits and for output that waits. It is a chain of
// blocks lent by a pool: it grows at its end, shrinks at its front, and a byte never moves once it
// is in, so what front() showed stays where it is until it is consumed, whatever is appended.
//
// Owner: the thread of its pool, which outlives it. It bounds nothing itself: its user does.
// Invariants: size() is the sum of what its blocks hold; an empty ring holds no block; only the
// first block may have a consumed front and only the last one free space at its end.
class RingBuffer {
 public:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  explicit RingBuffer(BlockPool& pool) : pool_(&pool) {}
  ~RingBuffer() { clear(); }
  RingBuffer(const RingBuffer&) = delete;
  RingBuffer& operator=(const RingBuffer&) = delete;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // REQUIRES: size() stays below 4 GiB.
  void append(std::string_view bytes) {
    if (last_ != nullptr && last_->capacity - tail_ >= bytes.size() && !bytes.empty()) {
      std::memcpy(last_->data() + tail_, bytes.data(), bytes.size());
      tail_ = static_cast<std::uint16_t>(tail_ + bytes.size());
      size_ += static_cast<std::uint32_t>(bytes.size());
    } else {
      append_blocks(bytes);
    }
  }

  // The oldest bytes, where they lie: at most segments.size() pieces and `bytes_max` bytes in all.
  // Returns how many pieces were filled in.
  std::size_t front(std::span<std::string_view> segments, std::size_t bytes_max) const;

  // Drops the `count` oldest bytes. REQUIRES: count <= size().
  void consume(std::size_t count);
  void clear();

  // How many bytes stand before the first `byte`; npos if there is none.
  std::size_t find(char byte) const;

  // Copies the oldest bytes into `target`, as many as fit, and returns how many. Consumes nothing.
  std::size_t copy_out(std::span<char> target) const;

  void check_invariants() const;

 private:
  void append_blocks(std::string_view bytes);

  BlockPool* pool_;
  Block* first_ = nullptr;
  Block* last_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint16_t head_ = 0;  // the first byte's place in the first block
  std::uint16_t tail_ = 0;  // the first free place in the last block
};

static_assert(sizeof(RingBuffer) <= 32);  // an idle connection holds two of them

}  // namespace uvchat
