#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/connections.h"
#include "net/framings.h"
#include "net/settings.h"
#include "net/staging.h"
#include "net/streams.h"
#include "uvchat/base/block_pool.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/effect.h"
#include "uvchat/hub/event.h"
#include "uvchat/hub/figures.h"

namespace uvchat::net {

// One I/O loop without its I/O: slots, framing, flood gates, send queues, limits. It knows no libuv
// and no clock: IoLoop drives it over sockets, the simulation over simulated streams.
//
// Owner: the loop's thread. No call blocks. Only stop(), and a flush() that finds the send queues
// over their total, cost O(connections).
//
// Protocol with the hub: for each connection whose greeting succeeded `opened` is staged once and
// first, `ended` at most once and last, whatever the cause. The hub sends `close` exactly once for
// each connection it was told about, by its own decision or in answer to `ended`; nothing is staged
// for the connection after that. A slot is reused when `close` has arrived and the stream has
// called on_closed. Effects for an earlier connection of a slot are dropped.
//
// A turn: streams report (on_...) and lines gather in a batch; then take_batch; what the hub sends
// goes to give_back and deliver; then flush, then admit_waiting. Without a free batch no line is
// admitted: each connection buffers up to limits::input_buffer_bytes_max, and then is not read.
//
// Mass connects and disconnects are rate-limited so that they do not starve existing clients: each
// turn stages `opened` and `ended`, and flushes what can wait, for as many connections as the
// settings allow. A connection with more than limits::patient_bytes_max queued is flushed at once.
//
// A slow reader pays, not the room. Above the soft limit of its send queue a connection is not read
// and is left out of what it can fetch again (Effect::said), slice by slice, until the queue has
// drained; `drained` tells the hub from when to when. It is ended above the hard limit, or after
// limits::send_queue_gap_ms_max; where nothing of what it was sent can be fetched again, after
// limits::send_queue_soft_ms_max.
class LoopCore {
 public:
  // What buffers a burst needed goes back to the system after twice as long at most.
  static constexpr std::uint64_t slab_trim_ms = 200;

  LoopCore(const LoopSettings& settings, Streams& streams);  // `streams` outlives it
  ~LoopCore() = default;
  LoopCore(const LoopCore&) = delete;
  LoopCore& operator=(const LoopCore&) = delete;

  // A framing besides those of the listeners. REQUIRES: nothing was delivered yet.
  FramingId add_framing(std::unique_ptr<Framing> framing) {
    return framings_.add(std::move(framing));
  }

  // --- Streams. `slot` must name one that was opened and for which on_closed was not called yet.

  // Takes a slot for a connection that was accepted; the caller then puts its stream there. The
  // connection is `greeting`, at most until limits::greeting_ms_max after `now`, which is when the
  // greeting began: it may have begun before the loop was told. Nothing if no slot is free or
  // the loop is stopping. REQUIRES: `listener` is an index into the settings' listeners.
  std::optional<std::uint32_t> accept(std::uint8_t listener, Now now);
  // The greeting is over: the hub is told of the connection, which speaks `framing` or else that of
  // its listener. Does nothing if the connection has ended meanwhile. What was read during the
  // greeting and belongs behind it comes by on_read(), at once.
  void greeted(std::uint32_t slot, const Hello& hello, std::optional<FramingId> framing = {});

  // A greeting that holds whole conversations (HTTP) may last until then (Now::mono_ms).
  void extend_greeting(std::uint32_t slot, std::uint64_t until_ms);

  // The buffer for one read, valid until the next lend(). Empty if the connection must not be read
  // now: it was already read in this round, or its input buffer is full and reading was stopped.
  // REQUIRES, as of on_read(): its greeting is over.
  std::span<char> lend(std::uint32_t slot);
  // `size` bytes, at least 1, were read into the buffer of lend().
  void on_read(std::uint32_t slot, std::size_t size, Now now);
  void on_eof(std::uint32_t slot, Now now);
  void on_broken(std::uint32_t slot);
  // The peer's bytes have ended without the end that the layer below demands (TLS, a truncation):
  // broken, unless nothing that it could say counts any more.
  void on_cut_off(std::uint32_t slot, Now now);
  void on_written(std::uint32_t slot, bool ok);
  void on_closed(std::uint32_t slot);

  // --- Turns.

  // Starts a round of reads. Each connection is read at most once a round, however much it sends.
  void begin_round();
  // True if the batch is full: end the turn now, so that the next one can begin.
  bool turn_full() const { return staging_.full(); }
  // The events of this turn, if there are any. The batch must come back through give_back, in any
  // state.
  std::optional<EventBatch> take_batch();
  void give_back(EventBatch&& batch);
  // Carries out the effects in order. REQUIRES: the batch is for this loop.
  void deliver(const DeliveryBatch& batch, Now now);
  // Writes the send queues and enforces their limits. A queue that holds only what can wait is
  // written in this turn or in a later one.
  void flush(Now now);
  // Stages the lines that waited for space in a batch, connection by connection.
  void admit_waiting(Now now);
  // Reports how long a turn took, from the first byte read to the last written.
  void turn_took(std::uint64_t us) {
    last_turn_us_ = us;
    totals_.longest_turn_us = std::max(totals_.longest_turn_us, us);
    totals_.turns_us.add(us);
  }
  std::uint64_t last_turn_us() const { return last_turn_us_; }
  // The number of connections that a listener of this loop may accept in this turn.
  std::size_t accepts_allowed() const { return allowed(settings_.accepts); }
  // True if there is something to post or to write: the loop must not sleep before the next turn.
  bool has_work() const { return staging_.any() || !dirty_.empty() || !patient_.empty(); }

  // --- Time. Called every limits::tick_ms; a late or missing tick only delays things.
  void tick(Now now);

  // Admits no more lines and no new connections; the hub closes the existing ones. The first tick
  // after `grace_ms` closes those that are left. May be called again with a shorter grace.
  void stop(Now now, std::uint64_t grace_ms);
  bool stopped() const { return stopping_ && connections_.used() == 0; }

  LoopFigures figures() const;
  // The id of the connection that is in the slot now.
  ConnId name_of(std::uint32_t slot) const { return id_of(slot, connections_.at(slot)); }
  void check_invariants() const;

 private:
  using State = ConnectionState;
  // Of one call of the streams.
  static constexpr std::size_t attempts_max = 256;
  static constexpr std::size_t views_max = 4 * attempts_max;  // more than most queues' blocks
  // A connection with `opened`, `stalled` or `ended` to stage once a batch has space.
  struct Signal {
    ConnId conn;
    Hello hello;  // for `opened`
  };

  ConnId id_of(std::uint32_t slot, const Connection& connection) const {
    return {settings_.loop, slot, connection.generation};
  }

  std::size_t allowed(const Allowance& allowance) const {
    return allowance.each_turn + last_turn_us_ * allowance.each_ms / 1000;
  }

  // Opening, ending, signals, time (loop_core.cpp).
  void signal(std::uint32_t slot, const Hello& hello = {});
  bool stage_signals(std::uint32_t slot, const Hello& hello);
  bool may_stage_crowd_signal();
  void end(std::uint32_t slot, EndReason reason);
  void break_off(std::uint32_t slot, EndReason reason);
  void end_greeting(std::uint32_t slot);
  std::uint32_t& open_ones(const Connection& connection);
  void close_stream(std::uint32_t slot);
  void watch(std::uint32_t slot);
  void serve(std::uint32_t slot, Now now);
  void close_all();

  // Input (loop_core_input.cpp).
  struct Progress {
    std::size_t used = 0;
    bool blocked = false;  // there may be more lines, but they cannot be admitted now
  };
  void admit(std::uint32_t slot, std::string_view fresh, Framing::Rest rest, Now now);
  Progress cut_lines(std::uint32_t slot, std::string_view bytes, Framing::Rest rest, Now now);
  bool look_at_peer(std::uint32_t slot, Now now);
  void serve_input(std::uint32_t slot, Now now);
  void send_answer(std::uint32_t slot);
  void drop_input(Connection& connection);
  bool has_room_for_input(const Connection& connection) const;
  void wait_for_room(std::uint32_t slot);
  void update_reading(std::uint32_t slot);

  // Output (loop_core_output.cpp).
  void deliver_list(const DeliveryBatch& batch, const Effect& effect);
  void push(std::uint32_t slot, Connection& connection, std::string_view bytes, bool can_wait);
  // False if the queue would pass its hard limit: then nothing is appended, and the connection
  // ends.
  bool queue(std::uint32_t slot, Connection& connection, std::string_view bytes) {
    if (bytes.size() > settings_.send_queue_hard_bytes - connection.output.size()) [[unlikely]] {
      exceed(slot);
      return false;
    }
    connection.output.append(bytes);
    queued_bytes_ += bytes.size();
    return true;
  }
  // Whether a slice that can be fetched again is left out: of a slow reader's queue, and where it
  // would pass the hard limit.
  bool is_left_out(const Connection& connection, std::string_view bytes) const {
    return connection.stalled ||
           bytes.size() > settings_.send_queue_hard_bytes - connection.output.size();
  }
  void leave_out(std::uint32_t slot, Connection& connection, const TimeSpan& said);
  TimeSpan take_gap(std::uint32_t slot, Connection& connection);
  void exceed(std::uint32_t slot);
  void close_by_hub(std::uint32_t slot, Now now);
  void mark_dirty(std::uint32_t slot, Connection& connection);
  void mark_patient(std::uint32_t slot, Connection& connection);
  void take_patient();
  std::size_t flush_some(std::span<const std::uint32_t> slots, Now now);
  bool has_to_write(const Connection& connection) const;
  Streams::Buffers next_bytes(const Connection& connection, std::span<std::string_view> into) const;
  void write_queue(Streams::Attempt attempt);
  void after_flush(std::uint32_t slot, Now now);
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
  Framings framings_;
  std::vector<FramingId> listener_framings_;  // by listener

  // Wraps. A connection last read exactly 65,536 rounds ago is skipped once, which does no harm.
  std::uint16_t round_ = 1;
  bool stopping_ = false;
  bool forced_ = false;  // the grace is over: the hub's `close` is not waited for
  std::uint64_t stop_at_ms_ = 0;
  std::uint64_t trim_at_ms_ = 0;
  std::uint64_t look_at_ms_ = 0;
  bool looks_ = false;  // this tick, one each second, also checks the connections that are not read
  std::size_t queued_bytes_ = 0;
  std::size_t input_bytes_ = 0;
  LoopFigures totals_;  // counted since the start

  // Slots, each at most once in a list, as its Listed tells.
  std::vector<std::uint32_t> dirty_;
  std::deque<std::uint32_t> patient_;
  std::vector<std::uint32_t> watched_;
  std::deque<std::uint32_t> waiting_;
  std::vector<std::uint32_t> serving_;  // a copy of one of these while it is walked
  std::vector<Streams::Attempt> attempts_;
  std::vector<std::string_view> views_;  // what the attempts offer, and room for one more
  std::deque<Signal> signals_;           // at most one for each connection
  std::size_t crowd_signalled_ = 0;      // rate-limited signals in the current batch
  std::uint64_t last_turn_us_ = 0;

  std::unordered_map<std::uint32_t, TimeSpan> gaps_;  // by slot, of those that have one

  std::vector<char> lent_;
  std::vector<char> input_copy_;
  Framing::Scratch scratch_;
};

}  // namespace uvchat::net
