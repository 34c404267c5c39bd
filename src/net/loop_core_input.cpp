// Of LoopCore: from bytes that were read to lines in the turn's batch.

#include <utility>

#include "net/loop_core.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

std::span<char> LoopCore::lend(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::open || connection.state == State::draining ||
                connection.state == State::lingering);
  if (connection.read_round == round_) {
    return {};
  }
  return std::span(lent_).first(limits::input_ring_bytes_max - connection.input.size());
}

void LoopCore::on_read(std::uint32_t slot, std::size_t size, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(size > 0 && size <= limits::input_ring_bytes_max - connection.input.size());
  UVCHAT_ASSERT(!connection.eof);
  connection.read_round = round_;
  connection.rest_waited = false;
  totals_.bytes_read += size;
  if (connection.state == State::open) {
    admit(slot, std::string_view(lent_.data(), size), Framing::Rest::may_come, now);
  }
  // Otherwise the hub has closed it: what still comes is read to see the end of it, for no other
  // use.
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

// Takes what waits and then `fresh`, stages what may be staged, and keeps the rest. Lines are cut
// where they lie if nothing waits; otherwise from a copy of the ring, because a line may lie in two
// blocks, and the ring is small.
void LoopCore::admit(std::uint32_t slot, std::string_view fresh, Framing::Rest rest, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.state == State::open);
  if (connection.eof) {
    rest = Framing::Rest::is_all;
  }
  Progress progress;
  input_bytes_ -= connection.input.size();
  if (connection.input.empty()) {
    progress = cut_lines(slot, fresh, rest, now);
    connection.input.append(fresh.substr(progress.used));
  } else {
    connection.input.append(fresh);
    const std::size_t size = connection.input.copy_out(ring_copy_);
    UVCHAT_ASSERT(size == connection.input.size());
    progress = cut_lines(slot, std::string_view(ring_copy_.data(), size), rest, now);
    connection.input.consume(progress.used);
  }
  input_bytes_ += connection.input.size();
  if (connection.eof && !connection.ended && !progress.blocked) {
    drop_input(connection);  // an unfinished line
    end(slot, EndReason::eof);
  }
  if (connection.ended) {
    drop_input(connection);  // what follows an end is nobody's
  }
  update_reading(slot);
  if (!scratch_.answer.empty()) {
    send_answer(slot);
  }
}

LoopCore::Progress LoopCore::cut_lines(std::uint32_t slot, std::string_view bytes,
                                       Framing::Rest rest, Now now) {
  Connection& connection = connections_.at(slot);
  Progress progress;
  while (progress.used < bytes.size()) {
    progress.blocked = true;
    if (stopping_ || connection.stalled || connection.held || connection.ended ||
        !connection.told_open) {
      return progress;  // what ends a stall or a hold, or stages `opened`, looks here again
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
    if (cut.end.has_value()) {
      end(slot, *cut.end);
    }
    if (cut.found) {
      staging_.add(EventKind::line, static_cast<std::uint8_t>(cut.flaw), id_of(slot, connection),
                   cut.line);
      ++totals_.lines;
    } else if (!cut.answered) {
      break;
    }
    connection.gate.charge(flood_rate_, now.mono_ms, cut.used);
  }
  if (progress.used < bytes.size() && framings_.at(connection.framing).receives_are_messages()) {
    watch(slot);  // an unfinished character is waited for until the next tick
  }
  return progress;
}

// What the framing says to the peer by itself. It is part of the send queue, and so of its limits:
// who asks for answers and does not take them is not read.
void LoopCore::send_answer(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  if (connection.state == State::open && queue(slot, connection, scratch_.answer)) {
    mark_dirty(slot, connection);
  }
  scratch_.answer.clear();
}

// Who is not read, because it floods or does not take what it is sent, may be gone all the same:
// then it must not stay in its rooms until the last of its lines has had its turn. False if it has
// ended.
bool LoopCore::look_at_far_end(std::uint32_t slot, Now now) {
  switch (streams_.far_end(slot)) {
    case Streams::FarEnd::there:
      return true;
    case Streams::FarEnd::half_closed:
      on_eof(slot, now);
      return true;
    case Streams::FarEnd::gone:
      on_broken(slot);
      return false;
  }
  return true;
}

// What waits in the ring is looked at only when the gate is open: a flood must not cost a copy of
// the ring each tick. An unfinished character is given up when a whole tick brought nothing.
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
      if (!stage_signals(next.conn.slot(), next.hello)) {
        break;
      }
      connection->signalling = false;
      if (!connection->input.empty()) {
        wait_for_room(next.conn.slot());
      }
    }
    signals_.pop_front();
  }
  // Who is not done when the batch is full goes to the end of the list.
  for (std::size_t left = waiting_.size(); left > 0 && staging_.room(); --left) {
    const std::uint32_t slot = waiting_.front();
    waiting_.pop_front();
    Connection& connection = connections_.at(slot);
    connection.listed.waiting = false;
    if (connection.state == State::open) {
      admit(slot, {}, Framing::Rest::may_come, now);
    }
  }
}

void LoopCore::drop_input(Connection& connection) {
  input_bytes_ -= connection.input.size();
  connection.input.clear();
}

// Where many send more than is admitted, each keeps no more than the longest line needs.
bool LoopCore::has_room_for_input(const Connection& connection) const {
  const bool short_of_memory = input_bytes_ > limits::inputs_bytes_max;
  return connection.input.size() <
         (short_of_memory ? limits::client_line_bytes_max : limits::input_ring_bytes_max);
}

// The one place that decides whether a connection is read.
void LoopCore::update_reading(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  bool wanted = false;
  switch (connection.state) {
    case State::open:
      wanted = !connection.stalled && !connection.ended && has_room_for_input(connection);
      break;
    case State::greeting:
    case State::draining:
    case State::lingering:
      wanted = true;
      break;
    case State::free:
    case State::closing:
    case State::closed:
      return;
  }
  wanted = wanted && !connection.eof;
  if (wanted == connection.reading) {
    return;
  }
  connection.reading = wanted;
  if (wanted) {
    streams_.start_reading(slot);
  } else {
    streams_.stop_reading(slot);
  }
}

}  // namespace uvchat::net
