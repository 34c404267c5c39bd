#include "uvchat/base/block_chain.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat {

static_assert(limits::large_block_bytes <= std::numeric_limits<std::uint16_t>::max());

// Bytes that the last block has no room for go into new blocks. A chain begins with a small block,
// because most chains hold a line or two before they are empty again. Bytes that do not fit into a
// small block, and all that follow, go into large ones.
void BlockChain::append_blocks(std::string_view bytes) {
  UVCHAT_ASSERT(bytes.size() <= std::numeric_limits<std::uint32_t>::max() - size_);
  while (!bytes.empty()) {
    if (last_ == nullptr || tail_ == last_->capacity) {
      const bool small = last_ == nullptr && bytes.size() <= small_block_capacity;
      Block* block = pool_->take(small ? BlockSize::small : BlockSize::large);
      if (last_ == nullptr) {
        first_ = block;
        head_ = 0;
      } else {
        last_->next = block;
      }
      last_ = block;
      tail_ = 0;
    }
    const std::size_t count = std::min<std::size_t>(bytes.size(), last_->capacity - tail_);
    std::memcpy(last_->data() + tail_, bytes.data(), count);
    tail_ = static_cast<std::uint16_t>(tail_ + count);
    size_ += static_cast<std::uint32_t>(count);
    bytes.remove_prefix(count);
  }
}

std::size_t BlockChain::front(std::span<std::string_view> segments, std::size_t bytes_max) const {
  std::size_t filled = 0;
  std::size_t left = std::min<std::size_t>(bytes_max, size_);
  std::size_t begin = head_;
  for (const Block* block = first_; left > 0 && filled < segments.size(); block = block->next) {
    const std::size_t end = block == last_ ? tail_ : block->capacity;
    const std::size_t count = std::min(left, end - begin);
    segments[filled++] = {block->data() + begin, count};
    left -= count;
    begin = 0;
  }
  return filled;
}

void BlockChain::consume(std::size_t count) {
  UVCHAT_ASSERT(count <= size_);
  size_ -= static_cast<std::uint32_t>(count);
  while (first_ != nullptr) {
    const std::size_t held = (first_ == last_ ? tail_ : first_->capacity) - std::size_t{head_};
    if (count < held) {
      head_ = static_cast<std::uint16_t>(head_ + count);
      return;
    }
    count -= held;
    pool_->give_back(std::exchange(first_, first_->next));
    head_ = 0;
  }
  last_ = nullptr;
  tail_ = 0;
}

void BlockChain::clear() { consume(size_); }

std::size_t BlockChain::find(char byte) const {
  std::size_t before = 0;
  std::size_t begin = head_;
  for (const Block* block = first_; block != nullptr; block = block->next) {
    const std::size_t end = block == last_ ? tail_ : block->capacity;
    const char* from = block->data() + begin;
    if (const void* hit = std::memchr(from, byte, end - begin)) {
      return before + static_cast<std::size_t>(static_cast<const char*>(hit) - from);
    }
    before += end - begin;
    begin = 0;
  }
  return npos;
}

std::size_t BlockChain::copy_out(std::span<char> target) const {
  std::size_t copied = 0;
  std::size_t begin = head_;
  for (const Block* block = first_; block != nullptr && copied < target.size();
       block = block->next) {
    const std::size_t end = block == last_ ? tail_ : block->capacity;
    const std::size_t count = std::min(target.size() - copied, end - begin);
    std::memcpy(target.data() + copied, block->data() + begin, count);
    copied += count;
    begin = 0;
  }
  return copied;
}

void BlockChain::check_invariants() const {
  UVCHAT_ASSERT((first_ == nullptr) == (size_ == 0) && (last_ == nullptr) == (size_ == 0));
  std::size_t sum = 0;
  std::size_t begin = head_;
  const Block* end_of_chain = nullptr;
  for (const Block* block = first_; block != nullptr; block = block->next) {
    const std::size_t end = block == last_ ? tail_ : block->capacity;
    UVCHAT_ASSERT(begin < end && end <= block->capacity);
    sum += end - begin;
    begin = 0;
    end_of_chain = block;
  }
  UVCHAT_ASSERT(end_of_chain == last_ && sum == size_);
}

}  // namespace uvchat
