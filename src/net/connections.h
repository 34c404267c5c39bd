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

// The slots of a loop. They come in chunks that never move; a freed slot is used again before a
// fresh one. Owner: the loop.
class Connections {
 public:
  Connections(BlockPool& pool, std::uint32_t slots_max) : pool_(pool), slots_max_(slots_max) {}

  // A free slot, now taken. Its connection is new, but for its generation and the lists it is in.
  // Nothing if there is none.
  std::optional<std::uint32_t> take();
  // REQUIRES: the connection's rings are empty. What names it by its generation finds it no more.
  void release(std::uint32_t slot);

  // REQUIRES: slot < size(). A connection stays where it is as long as its tenant has the slot.
  Connection& at(std::uint32_t slot) {
    return chunks_[slot / chunk_slots].first[slot % chunk_slots];
  }
  const Connection& at(std::uint32_t slot) const {
    return chunks_[slot / chunk_slots].first[slot % chunk_slots];
  }

  // The tenant that `id` names; null if it has gone, or never was.
  Connection* find(ConnId id) {
    if (id.slot() >= size_) {
      return nullptr;
    }
    Connection& connection = at(id.slot());
    return connection.generation == id.generation() ? &connection : nullptr;
  }
  void prefetch(ConnId id) const {
    if (id.slot() < size_) {
      __builtin_prefetch(&at(id.slot()), 1);
    }
  }

  std::uint32_t size() const { return size_; }  // slots that were ever used
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
