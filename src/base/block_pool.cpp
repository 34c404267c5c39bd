#include "uvchat/base/block_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat {

// Stands at the beginning of its memory, which is aligned to its size: so a block finds its slab by
// its address. Blocks beyond `carved` were never lent, and their pages never touched.
struct BlockPool::Slab {
  Block* free = nullptr;  // blocks that came back
  std::size_t place = 0;  // in its shelf
  std::uint32_t carved = 0;
  std::uint32_t lent = 0;
  std::uint32_t blocks = 0;
  std::uint32_t block_bytes = 0;
  BlockSize size = BlockSize::small;

  bool has_room() const { return lent < blocks; }
};

void BlockPool::Shelf::skip_full() {
  while (lowest < slabs.size() && !slabs[lowest]->has_room()) ++lowest;
}

namespace {

constexpr std::uint32_t bytes_of(BlockSize size) {
  return size == BlockSize::small ? limits::small_block_bytes : limits::large_block_bytes;
}

}  // namespace

BlockPool::~BlockPool() {
  UVCHAT_ASSERT(bytes_in_use_ == 0);
  for (Slab* slab : spares_) munmap(slab, limits::slab_bytes);
  UVCHAT_ASSERT(slabs_held_ == spares_.size());
  slabs_of_all_ -= slabs_held_;
}

BlockPool::Slab* BlockPool::slab_of(Block* block) {
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  return reinterpret_cast<Slab*>(address & ~(limits::slab_bytes - 1));
}

Block* BlockPool::take(BlockSize size) {
  Shelf& shelf = shelves_[static_cast<std::size_t>(size)];
  if (shelf.lowest == shelf.slabs.size()) add_slab(shelf, size);
  Slab& slab = *shelf.slabs[shelf.lowest];
  Block* block = slab.free;
  if (block != nullptr) {
    slab.free = block->next;
  } else {
    // The first block's place is taken by the slab's own head.
    ++slab.carved;
    block = reinterpret_cast<Block*>(reinterpret_cast<char*>(&slab) +
                                     std::size_t{slab.carved} * slab.block_bytes);
    block->capacity = slab.block_bytes - static_cast<std::uint32_t>(sizeof(Block));
  }
  block->next = nullptr;
  ++slab.lent;
  bytes_in_use_ += slab.block_bytes;
  shelf.skip_full();
  return block;
}

void BlockPool::give_back(Block* block) {
  Slab* slab = slab_of(block);
  UVCHAT_ASSERT(slab->lent > 0);
  Shelf& shelf = shelves_[static_cast<std::size_t>(slab->size)];
  block->next = slab->free;
  slab->free = block;
  --slab->lent;
  bytes_in_use_ -= slab->block_bytes;
  shelf.lowest = std::min(shelf.lowest, slab->place);
  if (slab->lent == 0) remove_slab(shelf, slab);
}

BlockPool::Slab* BlockPool::obtain_slab() {
  if (!spares_.empty()) {
    Slab* spare = spares_.back();
    spares_.pop_back();
    spares_unneeded_ = std::min(spares_unneeded_, spares_.size());
    return spare;
  }
  // Twice the size holds one that is aligned; what is around it goes back at once.
  constexpr std::size_t bytes = limits::slab_bytes;
  void* memory =
      mmap(nullptr, 2 * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  UVCHAT_ASSERT(memory != MAP_FAILED);
  char* const begin = static_cast<char*>(memory);
  const std::size_t before = (bytes - reinterpret_cast<std::uintptr_t>(memory) % bytes) % bytes;
  if (before > 0) munmap(begin, before);
  munmap(begin + before + bytes, bytes - before);
  ++slabs_held_;
  ++slabs_of_all_;
  return reinterpret_cast<Slab*>(begin + before);
}

void BlockPool::add_slab(Shelf& shelf, BlockSize size) {
  Slab* slab = new (obtain_slab()) Slab;
  slab->place = shelf.slabs.size();
  slab->size = size;
  slab->block_bytes = bytes_of(size);
  slab->blocks = static_cast<std::uint32_t>(limits::slab_bytes) / slab->block_bytes - 1;
  static_assert(sizeof(Slab) <= limits::small_block_bytes);
  shelf.slabs.push_back(slab);
}

void BlockPool::remove_slab(Shelf& shelf, Slab* slab) {
  shelf.slabs.erase(shelf.slabs.begin() + static_cast<std::ptrdiff_t>(slab->place));
  for (std::size_t place = slab->place; place < shelf.slabs.size(); ++place) {
    shelf.slabs[place]->place = place;
  }
  shelf.skip_full();  // another one may now stand in its place
  spares_.push_back(slab);
}

void BlockPool::trim() {
  for (; spares_unneeded_ > 0; --spares_unneeded_) {
    munmap(spares_.back(), limits::slab_bytes);
    spares_.pop_back();
    --slabs_held_;
    --slabs_of_all_;
  }
  spares_unneeded_ = spares_.size();
}

void BlockPool::check_invariants() const {
  std::size_t slabs = spares_.size();
  std::size_t bytes = 0;
  for (const Shelf& shelf : shelves_) {
    for (std::size_t place = 0; place < shelf.slabs.size(); ++place) {
      const Slab& slab = *shelf.slabs[place];
      UVCHAT_ASSERT(slab.place == place);
      UVCHAT_ASSERT(slab.lent > 0 && slab.lent <= slab.carved && slab.carved <= slab.blocks);
      UVCHAT_ASSERT(place >= shelf.lowest || !slab.has_room());
      UVCHAT_ASSERT(place != shelf.lowest || slab.has_room());
      bytes += std::size_t{slab.lent} * slab.block_bytes;
      ++slabs;
    }
  }
  UVCHAT_ASSERT(slabs == slabs_held_ && spares_unneeded_ <= spares_.size());
  UVCHAT_ASSERT(bytes == bytes_in_use_);
}

}  // namespace uvchat
