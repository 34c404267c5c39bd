#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "uvchat/base/block_pool.h"

namespace uvchat {

// A FIFO of bytes that wait, input or output: a chain of blocks from a pool. It grows at its end
// and shrinks at its front. Bytes never move, so what front() returned stays valid until it is
// consumed, whatever is appended meanwhile.
//
// Owner: the thread of its pool, which must outlive it. It has no size limit of its own.
// Invariants: size() is the sum over its blocks; an empty buffer holds no block; only the first
// block may have a consumed front, and only the last one free space at its end.
class BlockChain {
 public:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  explicit BlockChain(BlockPool& pool) : pool_(&pool) {}
  ~BlockChain() { clear(); }
  BlockChain(const BlockChain&) = delete;
  BlockChain& operator=(const BlockChain&) = delete;

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

  // Views of the oldest bytes: at most segments.size() pieces and `bytes_max` bytes in total.
  // Returns the number of pieces.
  std::size_t front(std::span<std::string_view> segments, std::size_t bytes_max) const;

  // Drops the `count` oldest bytes. REQUIRES: count <= size().
  void consume(std::size_t count);
  void clear();

  // The number of bytes before the first `byte`; npos if there is none.
  std::size_t find(char byte) const;

  // Copies as many of the oldest bytes as fit into `target`, and returns their number. Consumes
  // nothing.
  std::size_t copy_out(std::span<char> target) const;

  void check_invariants() const;

 private:
  void append_blocks(std::string_view bytes);

  BlockPool* pool_;
  Block* first_ = nullptr;
  Block* last_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint16_t head_ = 0;  // offset of the first byte in the first block
  std::uint16_t tail_ = 0;  // offset of the free space in the last block
};

static_assert(sizeof(BlockChain) <= 32);  // each connection has two

}  // namespace uvchat
