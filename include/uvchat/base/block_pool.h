#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "uvchat/base/limits.h"

namespace uvchat {

enum class BlockSize : std::uint8_t { small, large };

// The head of a block; its bytes follow. Whoever holds the block may use `next` to chain it.
struct Block {
  Block* next;
  std::uint32_t capacity;  // bytes that follow, constant while the block is lent

  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
};

inline constexpr std::size_t small_block_capacity = limits::small_block_bytes - sizeof(Block);
inline constexpr std::size_t large_block_capacity = limits::large_block_bytes - sizeof(Block);

// Lends the blocks that buffers are made of. Memory comes from the system in slabs of 1 MiB, each
// cut into blocks of one size. The oldest slab with room is used first, so that after a burst the
// young ones run empty. An empty one is kept for the next block that needs one; trim() gives those
// back to the system that nothing needed since it was last called.
//
// Owner: one thread. Cost: O(1), but for a slab more or less. Out of memory ends the process.
// Invariants: a block belongs to the slab its address lies in; slabs before `lowest` are full.
class BlockPool {
 public:
  BlockPool() = default;
  ~BlockPool();  // REQUIRES: every block was given back
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  Block* take(BlockSize size);
  void give_back(Block* block);
  // To be called now and then. A slab costs some hundred page faults when it is new, so one that
  // each turn fills and empties must not go and come with it.
  void trim();

  std::size_t bytes_in_use() const { return bytes_in_use_; }  // of lent blocks, heads included
  std::size_t bytes_held() const { return slabs_held_ * limits::slab_bytes; }  // of the system's
  // Of all pools of the process. Thread-safe.
  static std::size_t bytes_held_by_all() {
    return slabs_of_all_.load(std::memory_order_relaxed) * limits::slab_bytes;
  }

  void check_invariants() const;

 private:
  struct Slab;
  struct Shelf {  // the slabs of one block size
    std::vector<Slab*> slabs;
    std::size_t lowest = 0;  // the first that has room; slabs.size() if none has

    void skip_full();
  };

  static Slab* slab_of(Block* block);
  Slab* obtain_slab();
  void add_slab(Shelf& shelf, BlockSize size);
  void remove_slab(Shelf& shelf, Slab* slab);

  std::array<Shelf, 2> shelves_;
  std::vector<Slab*> spares_;        // empty slabs, of no shelf
  std::size_t spares_unneeded_ = 0;  // the fewest there were since the last trim()
  std::size_t slabs_held_ = 0;
  static inline std::atomic<std::size_t> slabs_of_all_ = 0;
  std::size_t bytes_in_use_ = 0;
};

}  // namespace uvchat
