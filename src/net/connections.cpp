#include "net/connections.h"

#include <memory>

namespace uvchat::net {

Connections::Chunk::Chunk(BlockPool& pool)
    : first(std::allocator<Connection>().allocate(chunk_slots)) {
  for (std::uint32_t i = 0; i < chunk_slots; ++i) std::construct_at(first + i, pool);
}

Connections::Chunk::~Chunk() {
  if (first != nullptr) {
    std::destroy_n(first, chunk_slots);
    std::allocator<Connection>().deallocate(first, chunk_slots);
  }
}

std::optional<std::uint32_t> Connections::take() {
  if (used_ == slots_max_) return std::nullopt;
  ++used_;
  if (!free_.empty()) {
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (size_ % chunk_slots == 0) chunks_.emplace_back(pool_);
  return size_++;
}

void Connections::release(std::uint32_t slot) {
  Connection& connection = at(slot);
  UVCHAT_ASSERT(connection.output.empty() && connection.input.empty() && used_ > 0);
  std::uint32_t next = connection.generation + 1;
  next += next == 0 ? 1 : 0;  // generation 0 is nobody's
  const Listed listed = connection.listed;
  std::destroy_at(&connection);
  std::construct_at(&connection, pool_);
  connection.generation = next;
  connection.listed = listed;
  free_.push_back(slot);
  --used_;
}

}  // namespace uvchat::net
