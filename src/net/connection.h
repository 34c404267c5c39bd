#pragma once

#include <cstddef>
#include <cstdint>

#include "net/framings.h"
#include "uvchat/base/block_chain.h"
#include "uvchat/base/flood_gate.h"
#include "uvchat/hub/event.h"

namespace uvchat::net {

// One way through:
//
//   free -> greeting -> open -> draining -> lingering -> closing -> closed -> free
//
// greeting   what comes before the hub may know of it (TLS, PROXY) is under way in the layer below;
//            the hub knows nothing of it, and if it ends here, never will. IRC and the classroom
//            have no greeting: their connections are open at once
// open       lines are read and deliveries are written; after the peer's EOF only the latter
// draining   the hub sent `close`: the send queue is written out, input is discarded
// lingering  our side is shut down and waits for the peer's EOF. Closing with unread input would
//            send a RST, and the peer would lose the last lines
// closing    the stream was told to close and has not confirmed it; every state can lead here
// closed     the stream is gone, but the hub's `close` has not arrived yet
enum class ConnectionState : std::uint8_t {
  free,
  greeting,
  open,
  draining,
  lingering,
  closing,
  closed,
};

// The lists of LoopCore that hold a slot. They belong to the slot: an entry may outlive its
// connection and is then skipped.
struct Listed {
  bool dirty = false;    // flushed next
  bool patient = false;  // flushed when there is time
  bool watched = false;  // served by the tick
  bool waiting = false;  // has input that waits for space in a batch
};

// What a loop knows about one slot and the connection in it. Owner: LoopCore. An idle connection
// holds no block. A delivery touches only the first cache line.
struct alignas(64) Connection {
  explicit Connection(BlockPool& pool) : output(pool), input(pool) {}

  // Touched by each delivery.
  BlockChain output;                // the send queue: framed lines
  std::uint32_t generation = 1;     // of this connection; of the next one while the slot is free
  std::uint32_t written_bytes = 0;  // at the front of `output`, in a write that is not done
  ConnectionState state = ConnectionState::free;
  FramingId framing = Framings::irc;
  Listed listed;

  bool reading = false;      // what the stream was told last
  bool eof = false;          // the peer has sent its EOF
  bool stalled = false;      // the send queue went over the soft limit and has not drained yet
  bool held = false;         // the hub is still answering an earlier line
  bool rest_waited = false;  // a tick has seen what is in `input`, and nothing was read since

  std::uint8_t listener = 0;

  // Signals: what the hub was told, or will be told as soon as a batch has space.
  bool signalling : 1 = false;  // in the list of slots with a signal to stage
  bool told_open : 1 = false;
  bool told_stalled : 1 = false;
  bool told_ended : 1 = false;
  bool fetches : 1 = false;  // it was sent what it can fetch again
  bool secure : 1 = false;   // with TLS
  bool has_gap : 1 = false;  // some of that was left out, and the hub is to be told
  bool ended = false;        // all input is dealt with, and no more can come
  EndReason reason = EndReason::eof;
  bool hub_closed = false;  // the hub's `close` has arrived, or the hub will never know of it:
                            // nothing more is staged

  // Input.
  std::uint16_t read_round = 0;  // the round of the latest read
  Framing::Memory framing_memory = 0;
  BlockChain input;  // received, and not admitted yet
  FloodGate gate;

  // Deadlines (Now::mono_ms), checked while the slot is watched.
  std::uint64_t stalled_until_ms = 0;  // a stalled connection is ended then
  // For greeting, for the input before an EOF, for draining, for lingering.
  std::uint64_t deadline_ms = 0;
};

static_assert(sizeof(Connection) <= 128);

}  // namespace uvchat::net
