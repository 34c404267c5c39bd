// Of LoopCore: from the hub's effects to bytes that are written, and the limits of send queues.

#include <algorithm>
#include <utility>

#include "net/loop_core.h"
#include "uvchat/base/assert.h"

namespace uvchat::net {

namespace {

constexpr std::size_t prefetch_ahead = 8;
constexpr int messages_max = 16;  // a turn, to a peer that takes each receive for a message

std::size_t total(Streams::Buffers buffers) {
  std::size_t bytes = 0;
  for (const std::string_view buffer : buffers) bytes += buffer.size();
  return bytes;
}

}  // namespace

// --- Effects.

void LoopCore::deliver(const DeliveryBatch& batch, Now now) {
  UVCHAT_ASSERT(batch.loop == settings_.loop);
  for (const Effect& effect : batch.effects) {
    if (effect.kind == EffectKind::deliver_list) {
      deliver_list(batch, effect);
      continue;
    }
    Connection* connection = connections_.find(effect.conn);
    if (connection == nullptr) continue;
    const std::uint32_t slot = effect.conn.slot();
    switch (effect.kind) {
      case EffectKind::deliver_one:
        framings_.begin(batch.slice(effect));
        push(slot, *connection, framings_.bytes_for(connection->framing), effect.can_wait);
        break;
      case EffectKind::close:
        close_by_hub(slot, now);
        break;
      case EffectKind::penalty:
        connection->gate.penalize(now.mono_ms, effect.value);
        break;
      case EffectKind::hold:
        connection->held = true;
        break;
      case EffectKind::release:
        connection->held = false;
        wait_for_room(slot);
        break;
      case EffectKind::deliver_list:
        break;
    }
  }
}

// The one hot loop of the server.
void LoopCore::deliver_list(const DeliveryBatch& batch, const Effect& effect) {
  UVCHAT_ASSERT(effect.value < batch.lists.size());
  const DeliveryBatch::List& list = batch.lists[effect.value];
  UVCHAT_ASSERT(std::size_t{list.first} + list.count <= batch.receivers.size());
  const auto receivers = std::span(batch.receivers).subspan(list.first, list.count);
  framings_.begin(batch.slice(effect));
  const bool can_be_fetched = !effect.said.empty();
  std::string_view bytes;
  int framed_for = -1;  // the framing of `bytes`; neighbours mostly share it
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    if (i + prefetch_ahead < receivers.size()) connections_.prefetch(receivers[i + prefetch_ahead]);
    const ConnId id = receivers[i];
    Connection* connection = connections_.find(id);
    if (connection == nullptr || id == effect.conn) continue;
    if (connection->framing != framed_for) {
      bytes = framings_.bytes_for(connection->framing);
      framed_for = connection->framing;
    }
    if (can_be_fetched) {
      connection->fetches = true;
      if (is_left_out(*connection, bytes)) [[unlikely]] {
        leave_out(id.slot(), *connection, effect.said);
        continue;
      }
    }
    push(id.slot(), *connection, bytes, effect.can_wait);
  }
}

void LoopCore::push(std::uint32_t slot, Connection& connection, std::string_view bytes,
                    bool can_wait) {
  if (connection.state != State::open || !queue(slot, connection, bytes)) return;
  ++totals_.deliveries;
  if (can_wait && connection.output.size() <= limits::patient_bytes_max) {
    mark_patient(slot, connection);
  } else {
    mark_dirty(slot, connection);
  }
}

void LoopCore::close_by_hub(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.told_open && !connection.hub_closed);
  connection.hub_closed = true;
  if (connection.state == State::open) {
    const auto farewell = framings_.farewell(connection.framing, connection.framing_memory);
    const std::size_t room = settings_.send_queue_hard_bytes - connection.output.size();
    if (farewell.size() <= room) queue(slot, connection, farewell);
    connection.state = State::draining;
    connection.deadline_ms = now.mono_ms + limits::drain_ms_max;
    drop_input(connection);
    watch(slot);
    mark_dirty(slot, connection);
    update_reading(slot);
  } else if (connection.state == State::closed) {
    connections_.release(slot);
  }
}

// --- Writing.

void LoopCore::mark_dirty(std::uint32_t slot, Connection& connection) {
  if (!connection.listed.dirty) {
    connection.listed.dirty = true;
    dirty_.push_back(slot);
  }
}

void LoopCore::mark_patient(std::uint32_t slot, Connection& connection) {
  const bool is_being_written = connection.written_bytes > 0;  // its end leads to the next flush
  if (!connection.listed.dirty && !connection.listed.patient && !is_being_written) {
    connection.listed.patient = true;
    patient_.push_back(slot);
  }
}

void LoopCore::flush(Now now) {
  UVCHAT_ASSERT(serving_.empty());
  std::swap(dirty_, serving_);
  take_patient();
  for (std::span<const std::uint32_t> left = serving_; !left.empty();) {
    left = left.subspan(flush_some(left, now));
  }
  serving_.clear();
  check_total();
}

// Adds a few queues a turn, in the order in which they were listed. So mass joins and quits delay
// neither the lines of others nor their delivery, and each write carries more of them.
void LoopCore::take_patient() {
  for (std::size_t left = allowed(settings_.patient_writes); left > 0 && !patient_.empty();) {
    const std::uint32_t slot = patient_.front();
    patient_.pop_front();
    Connection& connection = connections_.at(slot);
    connection.listed.patient = false;
    // Otherwise it is or was written with something that could not wait.
    if (!connection.listed.dirty && !connection.output.empty()) {
      serving_.push_back(slot);
      --left;
    }
  }
}

// Flushes the first of these, as many as are written with one call. Returns how many.
std::size_t LoopCore::flush_some(std::span<const std::uint32_t> slots, Now now) {
  attempts_.clear();
  std::span<std::string_view> room(views_);
  std::size_t count = 0;
  while (count < slots.size() && attempts_.size() < attempts_max &&
         room.size() >= 2 * limits::write_buffers_max) {
    const std::uint32_t slot = slots[count++];
    Connection& connection = connections_.at(slot);
    connection.listed.dirty = false;
    if (has_to_write(connection)) {
      attempts_.push_back({slot, next_bytes(connection, room), 0});
      room = room.subspan(attempts_.back().buffers.size());
    } else {
      after_flush(slot, now);
    }
  }
  streams_.try_write_many(attempts_);
  for (const Streams::Attempt& attempt : attempts_) {
    write_queue(attempt);
    after_flush(attempt.slot, now);
  }
  return count;
}

bool LoopCore::has_to_write(const Connection& connection) const {
  const bool writable = connection.state == State::open || connection.state == State::draining;
  return writable && connection.written_bytes == 0 && !connection.output.empty();
}

void LoopCore::after_flush(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  if (connection.state == State::open) {
    check_soft_limit(slot, now);
  } else if (connection.state == State::draining && connection.output.empty()) {
    finish_draining(slot, now);
  }
}

// What one write takes from the front of a send queue.
Streams::Buffers LoopCore::next_bytes(const Connection& connection,
                                      std::span<std::string_view> into) const {
  std::size_t bytes = limits::write_bytes_max;
  if (framings_.receives_are_messages(connection.framing)) {
    bytes = std::min(bytes, connection.output.find('\n') + 1);
  }
  return into.first(connection.output.front(into.first(limits::write_buffers_max), bytes));
}

// Goes on from a queue's first write, which is as large as writes may be. A queue that is over the
// soft limit although its stream takes everything is behind only because we write so little: it
// gets more writes at once. A peer that takes each receive for a message gets a write for each
// message.
void LoopCore::write_queue(Streams::Attempt attempt) {
  const std::uint32_t slot = attempt.slot;
  Connection& connection = connections_.at(slot);
  BlockChain& output = connection.output;
  const std::span<std::string_view> into = std::span(views_).last(limits::write_buffers_max);
  for (int writes = 1;; ++writes) {
    if (attempt.result < 0) {
      break_off(slot, EndReason::reset);
      return;
    }
    const auto taken = static_cast<std::size_t>(attempt.result);
    const bool took_all = taken == total(attempt.buffers);
    output.consume(taken);
    queued_bytes_ -= taken;
    totals_.bytes_written += taken;
    if (!took_all) break;
    if (output.empty()) return;
    const bool behind = output.size() > settings_.send_queue_soft_bytes;
    const bool alone = framings_.receives_are_messages(connection.framing);
    if (!behind && !(alone && writes < messages_max)) {
      mark_dirty(slot, connection);
      return;
    }
    attempt.buffers = next_bytes(connection, into);
    attempt.result = streams_.try_write(slot, attempt.buffers);
  }
  const Streams::Buffers rest = next_bytes(connection, into);
  if (streams_.write(slot, rest)) {
    connection.written_bytes = static_cast<std::uint32_t>(total(rest));
  } else {
    break_off(slot, EndReason::reset);
  }
}

void LoopCore::on_written(std::uint32_t slot, bool ok) {
  Connection& connection = connections_.at(slot);
  UVCHAT_ASSERT(connection.written_bytes > 0);
  const std::size_t bytes = std::exchange(connection.written_bytes, 0U);
  if (connection.state == State::closing) {
    connection.output.clear();
    return;
  }
  UVCHAT_ASSERT(connection.state == State::open || connection.state == State::draining);
  if (!ok) {
    break_off(slot, EndReason::reset);
    return;
  }
  connection.output.consume(bytes);
  queued_bytes_ -= bytes;
  totals_.bytes_written += bytes;
  mark_dirty(slot, connection);
}

// The send queue is written. Shuts our side down and waits for the peer's EOF; if that has come
// already, nothing is unread, and the stream can be closed behind the word that ours ends, too.
void LoopCore::finish_draining(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  streams_.shutdown_write(slot);
  if (connection.eof) {
    close_stream(slot);
    return;
  }
  connection.state = State::lingering;
  connection.deadline_ms = now.mono_ms + limits::linger_ms_max;
  watch(slot);
}

// --- Limits.

void LoopCore::leave_out(std::uint32_t slot, Connection& connection, const TimeSpan& said) {
  if (connection.state != State::open) return;
  connection.has_gap = true;
  gaps_[slot].extend(said);
  ++totals_.skipped;
}

TimeSpan LoopCore::take_gap(std::uint32_t slot, Connection& connection) {
  if (!connection.has_gap) return {};
  connection.has_gap = false;
  return gaps_.extract(slot).mapped();
}

void LoopCore::exceed(std::uint32_t slot) {
  ++totals_.exceeded;
  break_off(slot, EndReason::send_queue_exceeded);
}

void LoopCore::check_soft_limit(std::uint32_t slot, Now now) {
  Connection& connection = connections_.at(slot);
  const std::size_t soft_bytes = settings_.send_queue_soft_bytes;
  if (!connection.stalled && connection.output.size() > soft_bytes) {
    connection.stalled = true;
    ++totals_.stalls;
    connection.stalled_until_ms = now.mono_ms + limits::send_queue_soft_ms_max;
    watch(slot);
  } else if (connection.stalled && connection.output.size() < soft_bytes / 4) {
    connection.stalled = false;
    wait_for_room(slot);  // for lines that waited meanwhile
  } else if (connection.stalled || !connection.has_gap) {
    return;  // otherwise it has taken more at once than it is sent at most
  }
  signal(slot);
  update_reading(slot);
}

// Ends the slowest consumers, the largest queue first. Only this looks at all connections.
void LoopCore::check_total() {
  totals_.queued_bytes_max = std::max<std::uint64_t>(totals_.queued_bytes_max, queued_bytes_);
  if (queued_bytes_ <= settings_.send_queues_total_bytes) return;
  std::vector<std::pair<std::size_t, std::uint32_t>> queues;
  for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
    const Connection& connection = connections_.at(slot);
    const bool counts = connection.state == State::open || connection.state == State::draining;
    if (counts && !connection.output.empty()) queues.emplace_back(connection.output.size(), slot);
  }
  std::sort(queues.begin(), queues.end(), std::greater<>());
  for (const auto& [bytes, slot] : queues) {
    if (queued_bytes_ <= settings_.send_queues_total_bytes) return;
    ++totals_.exceeded;
    break_off(slot, EndReason::send_queues_exceeded);
  }
}

}  // namespace uvchat::net
