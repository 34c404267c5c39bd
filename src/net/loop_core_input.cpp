// Of LoopCore: from bytes that were read to lines in the turn's batch.

#include <utility>

#include "net/loop_core.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

std::span<char> LoopCore::lend(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::open || connection.state == State::draining ||
                connection.state == State::lingering);
  if (connection.read_round == round_) return {};
  return std::span(lent_).first(limits::input_buffer_bytes_max - connection.input.size());
}

void LoopCore::on_read(std::uint32_t slot, std::size_t size, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(size > 0 && size <= limits::input_buffer_bytes_max - connection.input.size());
  UVCHAT_ASSERT(!connection.eof);
  connection.read_round = round_;
  connection.rest_waited = false;
  totals_.bytes_read += size;
  if (connection.state == State::open) {
    admit(slot, std::string_view(lent_.data(), size), Framing::Rest::may_come, now);
  }
  // Otherwise the hub has closed the connection, and it is read only to see the peer's EOF.
}

void LoopCore::on_eof(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(!connection.eof);
  connection.eof = true;
  connection.reading = false;
  if (connection.state == State::greeting) {
    end_greeting(slot);
    return;
  }
  if (connection.state == State::lingering) {
    close_stream(slot);
  } else if (connection.state == State::open) {
    connection.deadline_ms = now.mono_ms + limits::input_rest_ms_max;
    watch(slot);
    admit(slot, {}, Framing::Rest::may_come, now);
  }
}

// Takes the buffered input and then `fresh`, stages the lines that may be staged, and buffers the
// rest. With nothing buffered, lines are cut out of `fresh` itself. Otherwise they are cut out of a
// copy of the buffer: it is small, and a line may lie in two blocks.
void LoopCore::admit(std::uint32_t slot, std::string_view fresh, Framing::Rest rest, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::open);
  if (connection.eof) rest = Framing::Rest::is_all;
  Progress progress;
  input_bytes_ -= connection.input.size();
  if (connection.input.empty()) {
    progress = cut_lines(slot, fresh, rest, now);
    connection.input.append(fresh.substr(progress.used));
  } else {
    connection.input.append(fresh);
    const std::size_t size = connection.input.copy_out(input_copy_);
    UVCHAT_ASSERT(size == connection.input.size());
    progress = cut_lines(slot, std::string_view(input_copy_.data(), size), rest, now);
    connection.input.consume(progress.used);
  }
  input_bytes_ += connection.input.size();
  if (connection.eof && !connection.ended && !progress.blocked) {
    drop_input(connection);  // an unfinished line
    end(slot, EndReason::eof);
  }
  if (connection.ended) {
    drop_input(connection);  // input after the end does not count
  }
  update_reading(slot);
  if (!scratch_.answer.empty()) send_answer(slot);
}

LoopCore::Progress LoopCore::cut_lines(std::uint32_t slot, std::string_view bytes,
                                       Framing::Rest rest, Now now) {
  Connection& connection = connections_.at(slot);
  Progress progress;
  while (progress.used < bytes.size()) {
    progress.blocked = true;
    if (stopping_ || connection.stalled || connection.held || connection.ended ||
        !connection.told_open) {
      return progress;  // the end of a stall or hold, or staging `opened`, brings it back here
    }
    if (!connection.gate.open(flood_rate_, now.mono_ms)) {
      watch(slot);
      return progress;
    }
    if (!staging_.room()) {
      wait_for_room(slot);
      return progress;
    }
    progress.blocked = false;
    const Framing::Cut cut = framings_.next(connection.framing, bytes.substr(progress.used), rest,
                                            connection.framing_memory, scratch_);
    progress.used += cut.used;
    if (cut.end.has_value()) end(slot, *cut.end);
    if (cut.found) {
      staging_.add(EventKind::line, static_cast<std::uint8_t>(cut.flaw), id_of(slot, connection),
                   cut.line);
      ++totals_.lines;
    } else if (!cut.answered) {
      break;
    }
    connection.gate.charge(flood_rate_, now.mono_ms, cut.used);
  }
  if (progress.used < bytes.size() && framings_.receives_are_messages(connection.framing)) {
    watch(slot);  // an unfinished character is waited for until the next tick
  }
  return progress;
}

// Sends what the framing answers by itself. It counts in the send queue: a peer that asks for
// answers and does not take them is no longer read.
void LoopCore::send_answer(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  if (connection.state == State::open && queue(slot, connection, scratch_.answer)) {
    mark_dirty(slot, connection);
  }
  scratch_.answer.clear();
}

// A peer that is not read, because it floods or does not take what it is sent, may have gone
// meanwhile. It must not stay in its channels until the last of its lines was admitted. False if
// the connection has ended.
bool LoopCore::look_at_peer(std::uint32_t slot, Now now) {
  switch (streams_.peer_state(slot)) {
    case Streams::PeerState::there:
      return true;
    case Streams::PeerState::half_closed:
      on_eof(slot, now);
      return true;
    case Streams::PeerState::gone:
      on_broken(slot);
      return false;
  }
  return true;
}

// Looks at the buffered input only when the flood gate is open: a flood must not cost a copy of the
// buffer each tick. After a whole tick without a read, an unfinished character counts as broken.
void LoopCore::serve_input(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  if (!connection.gate.open(flood_rate_, now.mono_ms)) {
    watch(slot);
    return;
  }
  const bool waited = std::exchange(connection.rest_waited, true);
  admit(slot, {}, waited ? Framing::Rest::is_all : Framing::Rest::may_come, now);
}

void LoopCore::wait_for_room(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  if (!connection.listed.waiting) {
    connection.listed.waiting = true;
    waiting_.push_back(slot);
  }
}

void LoopCore::admit_waiting(Now now) {
  while (!signals_.empty()) {
    const Signal& next = signals_.front();
    if (Connection* connection = connections_.find(next.conn)) {
      if (!stage_signals(next.conn.slot(), next.hello)) break;
      connection->signalling = false;
      if (!connection->input.empty()) wait_for_room(next.conn.slot());
    }
    signals_.pop_front();
  }
  // A connection that still has lines when the batch is full goes to the end of the list.
  for (std::size_t left = waiting_.size(); left > 0 && staging_.room(); --left) {
    const std::uint32_t slot = waiting_.front();
    waiting_.pop_front();
    Connection& connection = connections_.at(slot);
    connection.listed.waiting = false;
    if (connection.state == State::open) admit(slot, {}, Framing::Rest::may_come, now);
  }
}

void LoopCore::drop_input(Connection& connection) {
  input_bytes_ -= connection.input.size();
  connection.input.clear();
}

// When all connections together buffer too much, each may buffer no more than the longest line.
bool LoopCore::has_room_for_input(const Connection& connection) const {
  const bool short_of_memory = input_bytes_ > limits::inputs_bytes_max;
  return connection.input.size() <
         (short_of_memory ? limits::unfinished_bytes_max : limits::input_buffer_bytes_max);
}

// The one place that decides whether a connection is read.
void LoopCore::update_reading(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  bool wanted = false;
  switch (connection.state) {
    case State::open:
      wanted = !connection.stalled && !connection.ended && has_room_for_input(connection);
      break;
    case State::draining:
    case State::lingering:
      wanted = true;
      break;
    case State::free:
    case State::greeting:  // the layer below reads it
    case State::closing:
    case State::closed:
      return;
  }
  wanted = wanted && !connection.eof;
  if (wanted == connection.reading) return;
  connection.reading = wanted;
  if (wanted) {
    streams_.start_reading(slot);
  } else {
    streams_.stop_reading(slot);
  }
}

}  // namespace uvchat::net
