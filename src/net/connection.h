#pragma once

#include <cstddef>
#include <cstdint>

#include "net/flood_gate.h"
#include "net/inbound.h"
#include "uvchat/base/ring_buffer.h"
#include "uvchat/hub/event.h"

namespace uvchat::net {

// One way through:
//
//   free -> open -> draining -> lingering -> closing -> closed -> free
//
// open       lines come in, deliveries go out; after the peer's EOF the latter alone
// draining   the hub said `close`: what is queued is written, what comes in is discarded
// lingering  our side is shut, the peer's EOF is awaited: closing with unread input would send a
//            RST, and that would eat the last lines on their way to the peer
// closing    the stream was told to close and has not answered; every state may lead here
// closed     the stream is gone, the hub's `close` has not come yet
enum class ConnectionState : std::uint8_t { free, open, draining, lingering, closing, closed };

// The lists of LoopCore that a slot stands in. They are the slot's, not the tenant's: who finds a
// newer tenant there has nothing to do for it.
struct Listed {
  bool dirty = false;    // to be flushed next
  bool patient = false;  // to be flushed when there is time
  bool watched = false;  // to be served by the tick
  bool waiting = false;  // its input waits for room in a batch
};

// What a loop knows about one slot and its tenant. LoopCore's alone; it holds no block while idle.
// The first cache line is all that a delivery touches.
struct alignas(64) Connection {
  explicit Connection(BlockPool& pool) : output(pool), input(pool) {}

  // Touched by each delivery.
  RingBuffer output;                // framed lines on their way to the peer
  std::uint32_t generation = 1;     // the tenant's; while the slot is free, the next one's
  std::uint32_t written_bytes = 0;  // at the front of `output`, under way in a write
  ConnectionState state = ConnectionState::free;
  std::uint8_t listener = 0;
  Listed listed;

  bool reading = true;       // as the stream was last told
  bool eof = false;          // the peer's input is over
  bool stalled = false;      // its send queue went over the soft limit and has not drained yet
  bool held = false;         // by the hub, which is still answering what it said before
  bool rest_waited = false;  // a tick has seen what is in `input`, and nothing has come since

  // Signals: what the hub was told, or will be when there is room in a batch.
  bool signalling = false;  // stands in the list of those with something to tell
  bool told_open = false;
  bool told_stalled = false;
  bool told_ended = false;
  bool ended = false;  // its input is over and dealt with
  EndReason reason = EndReason::eof;
  bool hub_closed = false;  // the hub's `close` has come: nothing more is told

  // Input.
  std::uint16_t read_round = 0;  // in which it was read last
  Inbound inbound;
  RingBuffer input;  // received and not admitted
  FloodGate gate;

  // Deadlines (Now::mono_ms), looked at while it is watched.
  std::uint64_t stalled_until_ms = 0;  // stalled: then it is ended
  std::uint64_t deadline_ms = 0;       // of the input behind an EOF, of draining, or of lingering
};

static_assert(sizeof(Connection) <= 128);

}  // namespace uvchat::net
