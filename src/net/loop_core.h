#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/connections.h"
#include "net/framing.h"
#include "net/settings.h"
#include "net/staging.h"
#include "net/streams.h"
#include "uvchat/base/block_pool.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/figures.h"

namespace uvchat::net {

// One I/O loop without its I/O: slots, framing, credit, send queues, limits. It knows no libuv and
// no clock: IoLoop drives it over sockets, the simulation over streams of its own.
//
// Owner: the loop's thread. No call blocks, and none costs O(connections) but stop() and a flush
// that finds the send queues over their total.
//
// The protocol with the hub. For each connection `opened` is staged once and first, `ended` at most
// once and last, whatever the cause. The hub sends `close` exactly once for each connection that
// was told to it, on its own decision or in answer to `ended`; nothing is staged for it after that.
// A slot is used again when `close` has come and the stream has answered on_closed. Effects for an
// earlier tenant of a slot are dropped.
//
// A turn: streams report (on_...), lines gather in a batch; then take_batch, and what comes from
// the hub goes to give_back and deliver; then flush, then admit_waiting. Without a free batch no
// line is admitted: up to limits::input_ring_bytes_max a connection wait, and then it is not read.
//
// A crowd that comes or goes at once shares its turns with who was there before. `opened` and
// `ended` are staged, and what can wait is written, for so many connections a turn as the settings
// allow; but for who has more than limits::patient_bytes_max waiting it is written at once.
class LoopCore {
 public:
  LoopCore(const LoopSettings& settings, Streams& streams);  // `streams` outlives it
  ~LoopCore() = default;
  LoopCore(const LoopCore&) = delete;
  LoopCore& operator=(const LoopCore&) = delete;

  // --- Streams. `slot` always names one that was opened and has not answered on_closed.

  // A connection has come; the caller then puts its stream into the slot. Nothing if there is no
  // slot, or if the loop is stopping. REQUIRES: `listener` is an index into the settings'
  // listeners.
  std::optional<std::uint32_t> open(std::string_view address, std::uint8_t listener);

  // Where to read to, for one read that is over before the next lend(). Empty: not now; either the
  // connection was read in this round, or it may keep no more (then it was told to stop reading).
  std::span<char> lend(std::uint32_t slot);
  // `size` bytes, at least 1, are in what was lent.
  void on_read(std::uint32_t slot, std::size_t size, Now now);
  void on_eof(std::uint32_t slot, Now now);
  void on_broken(std::uint32_t slot);
  void on_written(std::uint32_t slot, bool ok);
  void on_closed(std::uint32_t slot);

  // --- Turns.

  // Each connection may be read once more: one that floods is served as often as one that trickles.
  void begin_round();
  // The batch can hold no more; end the turn now, so that the next one begins.
  bool turn_full() const { return staging_.full(); }
  // What has gathered; nothing if nothing has. It must come back, in any state, through give_back.
  std::optional<EventBatch> take_batch();
  void give_back(EventBatch&& batch);
  // Carries out the effects in order. REQUIRES: the batch is this loop's.
  void deliver(const DeliveryBatch& batch, Now now);
  // Writes what was queued, and looks after the limits of the send queues. Where all that is queued
  // for a connection can wait, that is written in this turn or in a later one.
  void flush(Now now);
  // Stages the lines that waited for room in a batch, one connection after the other.
  void admit_waiting(Now now);
  // How long a turn was, from the first byte read to the last written.
  void turn_took(std::uint64_t us) {
    last_turn_us_ = us;
    totals_.longest_turn_us = std::max(totals_.longest_turn_us, us);
  }
  // How many connections a listener of this loop may accept in this turn.
  std::size_t accepts_allowed() const { return allowed(settings_.accepts); }
  // There is something to post or to write: the loop must not sleep before the next turn.
  bool has_work() const { return staging_.any() || !dirty_.empty() || !patient_.empty(); }

  // --- Time. Every limits::tick_ms; late or missing ticks only delay.
  void tick(Now now);

  // No more lines are admitted and nobody new is let in; the hub closes the connections. Those that
  // are left after `grace_ms` are closed by the next tick. May be called again with less grace.
  void stop(Now now, std::uint64_t grace_ms);
  bool stopped() const { return stopping_ && connections_.used() == 0; }

  LoopFigures figures() const;
  // The name of the slot's present tenant.
  ConnId name_of(std::uint32_t slot) const { return id_of(slot, connections_.at(slot)); }
  void check_invariants() const;

 private:
  using State = ConnectionState;
  // Somebody with something to tell the hub, for which there was no room yet in a batch.
  struct Signal {
    ConnId conn;
    std::string address;  // for `opened`
  };

  const Profile& profile(const Connection& connection) const {
    return settings_.listeners[connection.listener].profile;
  }
  ConnId id_of(std::uint32_t slot, const Connection& connection) const {
    return {settings_.loop, slot, connection.generation};
  }

  std::size_t allowed(const Allowance& allowance) const {
    return allowance.each_turn + last_turn_us_ * allowance.each_ms / 1000;
  }

  // Beginning and end, signals, time (loop_core.cpp).
  void signal(std::uint32_t slot, std::string_view address);
  bool stage_signals(std::uint32_t slot, std::string_view address);
  bool stage_crowd_signal(EventKind kind, std::uint8_t detail, ConnId conn,
                          std::string_view address);
  void end(std::uint32_t slot, EndReason reason);
  void break_off(std::uint32_t slot, EndReason reason);
  void close_stream(std::uint32_t slot);
  void watch(std::uint32_t slot);
  void serve(std::uint32_t slot, Now now);
  void close_all();

  // Input (loop_core_input.cpp).
  struct Progress {
    std::size_t used = 0;
    bool blocked = false;  // there may be more lines, but now is not the time for them
  };
  void admit(std::uint32_t slot, std::string_view fresh, Inbound::Rest rest, Now now);
  Progress cut_lines(std::uint32_t slot, std::string_view bytes, Inbound::Rest rest, Now now);
  bool look_at_far_end(std::uint32_t slot, Now now);
  void serve_input(std::uint32_t slot, Now now);
  void drop_input(Connection& connection);
  bool has_room_for_input(const Connection& connection) const;
  void wait_for_room(std::uint32_t slot);
  void update_reading(std::uint32_t slot);

  // Output (loop_core_output.cpp).
  void deliver_list(const DeliveryBatch& batch, const Effect& effect);
  void push(std::uint32_t slot, Connection& connection, std::string_view bytes, bool can_wait);
  void close_by_hub(std::uint32_t slot, Now now);
  void mark_dirty(std::uint32_t slot, Connection& connection);
  void mark_patient(std::uint32_t slot, Connection& connection);
  void flush_patient(Now now);
  void flush_one(std::uint32_t slot, Now now);
  void write_queue(std::uint32_t slot);
  void check_soft_limit(std::uint32_t slot, Now now);
  void finish_draining(std::uint32_t slot, Now now);
  void check_total();

  void check_connection(const Connection& connection) const;

  const LoopSettings settings_;
  const FloodGate::Rate flood_rate_;
  Streams& streams_;
  BlockPool pool_;
  Connections connections_;
  Staging staging_;
  Framing framing_;

  // Who was read 65,536 rounds ago and not since is passed over once: it does no harm.
  std::uint16_t round_ = 1;
  bool stopping_ = false;
  bool forced_ = false;  // the grace is over: the hub's `close` is not waited for any more
  std::uint64_t stop_at_ms_ = 0;
  std::uint64_t trim_at_ms_ = 0;
  bool looks_ = false;  // this tick looks after those who are not read, too: one a second does
  std::size_t queued_bytes_ = 0;
  std::size_t input_bytes_ = 0;
  LoopFigures totals_;  // what counts since the start

  // Slots, each at most once, as its Listed says.
  std::vector<std::uint32_t> dirty_;
  std::deque<std::uint32_t> patient_;
  std::vector<std::uint32_t> watched_;
  std::deque<std::uint32_t> waiting_;
  std::vector<std::uint32_t> serving_;  // one of the above while it is gone through
  std::deque<Signal> signals_;          // at most one a tenant
  std::size_t crowd_signalled_ = 0;     // of a crowd, in the batch that is being filled
  std::uint64_t last_turn_us_ = 0;

  std::vector<char> lent_;
  std::vector<char> ring_copy_;
  std::string scratch_;
};

}  // namespace uvchat::net
