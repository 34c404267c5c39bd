// Of LoopCore: how a connection begins and ends, what the hub is told of it, and time. Input and
// output have files of their own.

#include "net/loop_core.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::net {
namespace {

constexpr std::uint64_t look_ms = 1'000;  // at connections that are not read

}  // namespace

LoopCore::LoopCore(const LoopSettings& settings, Streams& streams)
    : settings_(settings),
      flood_rate_(settings.flood),
      streams_(streams),
      connections_(pool_, std::min(settings.slots_max, ConnId::slot_max)),
      staging_(settings.loop),
      views_(views_max),
      lent_(limits::input_buffer_bytes_max),
      input_copy_(limits::input_buffer_bytes_max) {
  attempts_.reserve(attempts_max);
  UVCHAT_ASSERT(!settings_.listeners.empty() && settings_.listeners.size() <= 256);
  UVCHAT_ASSERT(settings_.send_queue_soft_bytes >= 4);
  UVCHAT_ASSERT(settings_.crowd_signals.each_turn > 0 && settings_.patient_writes.each_turn > 0);
  UVCHAT_ASSERT(settings_.send_queue_soft_bytes < settings_.send_queue_hard_bytes);
  for (const ListenerSettings& listener : settings_.listeners) {
    listener_framings_.push_back(framings_.of(listener.profile));
  }
}

std::optional<std::uint32_t> LoopCore::accept(std::uint8_t listener, Now now) {
  UVCHAT_ASSERT(listener < settings_.listeners.size());
  if (stopping_) return std::nullopt;
  const std::optional<std::uint32_t> slot = connections_.take();
  if (slot.has_value()) {
    Connection& connection = connections_.at(*slot);
    UVCHAT_ASSERT(connection.state == State::free);
    connection.state = State::greeting;
    connection.listener = listener;
    connection.framing = listener_framings_[listener];
    connection.deadline_ms = now.mono_ms + limits::greeting_ms_max;
    watch(*slot);
  }
  return slot;
}

void LoopCore::greeted(std::uint32_t slot, const Hello& hello, std::optional<FramingId> framing) {
  Connection& connection = connections_.at(slot);
  if (connection.state != State::greeting) return;
  connection.state = State::open;
  connection.framing = framing.value_or(connection.framing);
  connection.read_round = static_cast<std::uint16_t>(round_ - 1);  // what is left may follow now
  ++totals_.opened;
  ++open_ones(connection);
  connection.secure = hello.tls;
  totals_.open_secure += hello.tls ? 1 : 0;
  signal(slot, hello);
  update_reading(slot);
}

void LoopCore::extend_greeting(std::uint32_t slot, std::uint64_t until_ms) {
  Connection& connection = connections_.at(slot);
  if (connection.state == State::greeting) connection.deadline_ms = until_ms;
}

// --- What the hub is told.

// REQUIRES: `hello` is given for a connection of which the hub was told nothing yet.
void LoopCore::signal(std::uint32_t slot, const Hello& hello) {
  Connection& connection = connections_.at(slot);
  if (connection.signalling) return;
  if (!stage_signals(slot, hello)) {
    connection.signalling = true;
    signals_.push_back({id_of(slot, connection), hello});
    // One for each connection; and in a slot whose connection the hub knows, perhaps one more of an
    // earlier connection.
    UVCHAT_ASSERT(signals_.size() <= 2 * std::size_t{connections_.size()});
  }
}

// Stages all that the hub should know of a connection and does not. False if there was no room.
bool LoopCore::stage_signals(std::uint32_t slot, const Hello& hello) {
  Connection& connection = connections_.at(slot);
  const ConnId id = id_of(slot, connection);
  if (connection.hub_closed) return true;
  if (!connection.told_open) {
    if (!may_stage_crowd_signal()) return false;
    staging_.add_opened(connection.listener, id, hello);
    connection.told_open = true;
  }
  const bool has_drained = !connection.stalled && (connection.told_stalled || connection.has_gap);
  const bool has_stalled = connection.stalled && !connection.told_stalled;
  if ((has_drained || has_stalled) && !connection.ended) {
    if (!staging_.room()) return false;
    totals_.gaps += has_drained && connection.has_gap ? 1 : 0;
    if (has_drained) staging_.add_drained(id, take_gap(slot, connection));
    if (has_stalled) staging_.add(EventKind::stalled, 0, id, {});
    connection.told_stalled = has_stalled;
  }
  if (connection.ended && !connection.told_ended) {
    if (!may_stage_crowd_signal()) return false;
    staging_.add(EventKind::ended, static_cast<std::uint8_t>(connection.reason), id, {});
    connection.told_ended = true;
  }
  return true;
}

// Limits the signals of a turn, so that mass connects and disconnects leave room for lines.
bool LoopCore::may_stage_crowd_signal() {
  if (crowd_signalled_ >= allowed(settings_.crowd_signals) || !staging_.room()) return false;
  ++crowd_signalled_;
  return true;
}

std::optional<EventBatch> LoopCore::take_batch() {
  std::optional<EventBatch> batch = staging_.take();
  if (batch.has_value()) {
    crowd_signalled_ = 0;
    ++totals_.turns;
    batch->figures = figures();
    batch->under_pressure = queued_bytes_ > settings_.send_queues_total_bytes / 4 * 3;
  }
  return batch;
}

void LoopCore::give_back(EventBatch&& batch) { staging_.give_back(std::move(batch)); }

// --- How a connection ends.

// No more input counts. The first reason that is given remains.
void LoopCore::end(std::uint32_t slot, EndReason reason) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::open && !connection.hub_closed);
  if (!connection.ended) {
    connection.ended = true;
    connection.reason = reason;
    signal(slot);
  }
}

// Closes a stream that is of no more use, and drops the send queue.
void LoopCore::break_off(std::uint32_t slot, EndReason reason) {
  if (connections_.at(slot).state == State::greeting) {
    end_greeting(slot);
    return;
  }
  if (connections_.at(slot).state == State::open) end(slot, reason);
  close_stream(slot);
}

// Ends a connection that the hub never learns of.
void LoopCore::end_greeting(std::uint32_t slot) {
  connections_.at(slot).hub_closed = true;
  close_stream(slot);
}

void LoopCore::close_stream(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state != State::free && connection.state != State::closing &&
                connection.state != State::closed);
  if (connection.state != State::greeting) {
    --open_ones(connection);
    totals_.open_secure -= connection.secure ? 1 : 0;
  }
  connection.state = State::closing;
  drop_input(connection);
  take_gap(slot, connection);
  queued_bytes_ -= connection.output.size();
  if (connection.written_bytes == 0) {
    connection.output.clear();  // otherwise the stream still reads from it
  }
  streams_.close(slot);
}

// The figure that counts connections like this one.
std::uint32_t& LoopCore::open_ones(const Connection& connection) {
  switch (settings_.listeners[connection.listener].profile.protocol) {
    case Protocol::irc:
      return totals_.open_irc;
    case Protocol::classroom:
      return totals_.open_classroom;
    case Protocol::http:
      return totals_.open_websocket;
  }
  return totals_.open_irc;
}

void LoopCore::on_broken(std::uint32_t slot) { break_off(slot, EndReason::reset); }

void LoopCore::on_cut_off(std::uint32_t slot, Now now) {
  const State state = connections_.at(slot).state;
  if (state == State::draining || state == State::lingering) {
    on_eof(slot, now);
  } else {
    on_broken(slot);
  }
}

void LoopCore::on_closed(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::closing && connection.written_bytes == 0);
  connection.state = State::closed;
  if (connection.hub_closed || forced_) connections_.release(slot);
}

// --- Time.

void LoopCore::begin_round() { ++round_; }

void LoopCore::watch(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  if (!connection.listed.watched) {
    connection.listed.watched = true;
    watched_.push_back(slot);
  }
}

void LoopCore::tick(Now now) {
  UVCHAT_ASSERT(serving_.empty());
  std::swap(watched_, serving_);
  looks_ = now.mono_ms >= look_at_ms_;
  if (looks_) look_at_ms_ = now.mono_ms + look_ms;
  for (const std::uint32_t slot : serving_) {
    connections_.at(slot).listed.watched = false;
    serve(slot, now);
  }
  serving_.clear();
  if (now.mono_ms >= trim_at_ms_) {
    trim_at_ms_ = now.mono_ms + slab_trim_ms;
    pool_.trim();
  }
  if (stopping_ && !forced_ && now.mono_ms >= stop_at_ms_) close_all();
}

// Looks at a watched connection: its deadlines, and input that may be admitted now. It is watched
// again if it still waits for something.
void LoopCore::serve(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  if (connection.state == State::greeting) {
    if (stopping_ || now.mono_ms >= connection.deadline_ms) {
      end_greeting(slot);
    } else {
      watch(slot);
    }
    return;
  }
  if (connection.state == State::draining || connection.state == State::lingering) {
    if (now.mono_ms >= connection.deadline_ms) {
      close_stream(slot);
    } else {
      watch(slot);
    }
    return;
  }
  if (connection.state != State::open) return;
  if (looks_ && !connection.reading && !connection.eof && !look_at_peer(slot, now)) return;
  if (!connection.input.empty() && !connection.stalled && !connection.held && !connection.ended &&
      !stopping_) {
    serve_input(slot, now);
  }
  if (connection.eof && !connection.ended) {
    if (now.mono_ms >= connection.deadline_ms) {
      drop_input(connection);
      end(slot, EndReason::eof);
    } else {
      watch(slot);
    }
  }
  if (connection.stalled) {
    const std::uint64_t more_ms =
        connection.fetches ? limits::send_queue_gap_ms_max - limits::send_queue_soft_ms_max : 0;
    if (now.mono_ms >= connection.stalled_until_ms + more_ms) {
      exceed(slot);
    } else {
      watch(slot);
    }
  }
}

void LoopCore::stop(Now now, std::uint64_t grace_ms) {
  const std::uint64_t at_ms = now.mono_ms + grace_ms;
  stop_at_ms_ = stopping_ ? std::min(stop_at_ms_, at_ms) : at_ms;
  stopping_ = true;
}

void LoopCore::close_all() {
  forced_ = true;
  for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
    switch (connections_.at(slot).state) {
      case State::greeting:
      case State::open:
      case State::draining:
      case State::lingering:
        close_stream(slot);
        break;
      case State::closed:
        connections_.release(slot);
        break;
      case State::free:
      case State::closing:
        break;
    }
  }
}

}  // namespace uvchat::net
