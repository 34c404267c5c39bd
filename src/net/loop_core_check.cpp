// Of LoopCore: what it can say about itself.

#include "net/loop_core.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

LoopFigures LoopCore::figures() const {
  LoopFigures figures = totals_;
  figures.connections = connections_.used();
  figures.queued_bytes = queued_bytes_;
  figures.input_bytes = input_bytes_;
  figures.pool_bytes_in_use = pool_.bytes_in_use();
  figures.pool_bytes_held = pool_.bytes_held();
  return figures;
}

void LoopCore::check_invariants() const {
  pool_.check_invariants();
  staging_.check_invariants();
  std::size_t queued_bytes = 0;
  std::size_t input_bytes = 0;
  std::size_t used = 0;
  std::size_t dirty = 0;
  std::size_t patient = 0;
  std::size_t watched = 0;
  std::size_t waiting = 0;
  std::size_t gaps = 0;
  for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
    const Connection& connection = connections_.at(slot);
    connection.input.check_invariants();
    connection.output.check_invariants();
    check_connection(connection);
    const State state = connection.state;
    used += state == State::free ? 0 : 1;
    queued_bytes += state == State::open || state == State::draining ? connection.output.size() : 0;
    input_bytes += connection.input.size();
    dirty += connection.listed.dirty ? 1 : 0;
    patient += connection.listed.patient ? 1 : 0;
    watched += connection.listed.watched ? 1 : 0;
    waiting += connection.listed.waiting ? 1 : 0;
    gaps += connection.has_gap ? 1 : 0;
  }
  UVCHAT_ASSERT(used == connections_.used());
  UVCHAT_ASSERT(gaps == gaps_.size());
  UVCHAT_ASSERT(queued_bytes == queued_bytes_ && input_bytes == input_bytes_);
  UVCHAT_ASSERT(dirty == dirty_.size() && patient == patient_.size());
  UVCHAT_ASSERT(watched == watched_.size() && waiting == waiting_.size());
  UVCHAT_ASSERT(crowd_signalled_ == 0 || staging_.any());
  UVCHAT_ASSERT(serving_.empty());
}

void LoopCore::check_connection(const Connection& connection) const {
  const State state = connection.state;
  UVCHAT_ASSERT(connection.generation != 0);
  UVCHAT_ASSERT(connection.written_bytes <= connection.output.size());
  UVCHAT_ASSERT(connection.input.size() <= limits::input_buffer_bytes_max);
  UVCHAT_ASSERT(connection.output.size() <= settings_.send_queue_hard_bytes);
  UVCHAT_ASSERT(state == State::open || connection.input.empty());
  if (state == State::free || state == State::closed || state == State::lingering) {
    UVCHAT_ASSERT(connection.output.empty());
  }
  if (state == State::greeting) {
    UVCHAT_ASSERT(!connection.told_open && !connection.hub_closed && connection.listed.watched);
    UVCHAT_ASSERT(connection.output.empty());
  }
  if (state == State::open) {
    UVCHAT_ASSERT(!connection.hub_closed);
    UVCHAT_ASSERT(!connection.stalled || connection.listed.watched);
    UVCHAT_ASSERT(!connection.eof || connection.ended || connection.listed.watched);
    UVCHAT_ASSERT(!connection.ended || connection.input.empty());
    UVCHAT_ASSERT(!connection.has_gap || connection.fetches);
  }
  if (state == State::draining || state == State::lingering) {
    UVCHAT_ASSERT(connection.hub_closed && connection.listed.watched);
  }
  UVCHAT_ASSERT(!connection.told_ended || connection.told_open);
}

}  // namespace uvchat::net
