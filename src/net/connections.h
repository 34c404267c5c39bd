#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "net/connection.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/ids.h"

namespace uvchat::net {

// The slots of a loop, in chunks that never move. Freed slots are reused first. Owner: the loop's
// thread.
class Connections {
 public:
  Connections(BlockPool& pool, std::uint32_t slots_max) : pool_(pool), slots_max_(slots_max) {}

  // Takes a free slot, if there is one. Its connection is new except for the generation and the
  // lists that hold the slot.
  std::optional<std::uint32_t> take();
  // Frees the slot; find() with the old generation returns null from now on.
  // REQUIRES: the connection's buffers are empty.
  void release(std::uint32_t slot);

  // The reference stays valid until the slot is released. REQUIRES: slot < size().
  Connection& at(std::uint32_t slot) {
    return chunks_[slot / chunk_slots].first[slot % chunk_slots];
  }
  const Connection& at(std::uint32_t slot) const {
    return chunks_[slot / chunk_slots].first[slot % chunk_slots];
  }

  // The connection that `id` names, or null if there is none (any more).
  Connection* find(ConnId id) {
    if (id.slot() >= size_) return nullptr;
    Connection& connection = at(id.slot());
    return connection.generation == id.generation() ? &connection : nullptr;
  }
  void prefetch(ConnId id) const {
    if (id.slot() < size_) __builtin_prefetch(&at(id.slot()), 1);
  }

  std::uint32_t size() const { return size_; }  // slots used so far
  std::uint32_t used() const { return used_; }

 private:
  static constexpr std::uint32_t chunk_slots = 64;
  struct Chunk {
    explicit Chunk(BlockPool& pool);
    Chunk(Chunk&& other) noexcept : first(std::exchange(other.first, nullptr)) {}
    Chunk& operator=(Chunk&&) = delete;
    ~Chunk();
    Connection* first;
  };

  BlockPool& pool_;
  const std::uint32_t slots_max_;
  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t size_ = 0;
  std::uint32_t used_ = 0;
};

}  // namespace uvchat::net
