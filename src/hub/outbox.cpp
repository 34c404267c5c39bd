#include "hub/outbox.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::size_t spare_batches_max = 4;
constexpr std::size_t spare_bytes_max = 1024 * 1024;
constexpr std::size_t resting_bytes_max = 64 * 1024;

bool is_large(const DeliveryBatch& batch) {
  return batch.bytes.capacity() + batch.receivers.capacity() * sizeof(ConnId) +
             batch.lists.capacity() * sizeof(DeliveryBatch::List) +
             batch.effects.capacity() * sizeof(Effect) >
         resting_bytes_max;
}

// What a client can fetch again, and would miss nothing else without: what was said, and is kept.
// Who joins, leaves or is what in a channel it must hear of, and what was said is in the history of
// a channel that it is in.
TimeSpan said_in_history(const Record& record) {
  const bool is_said = record.kind == RecordKind::privmsg || record.kind == RecordKind::notice;
  if (!is_said || record.place.room == 0) return {};
  return {record.time_us, record.time_us};
}

}  // namespace

Outbox::Outbox(std::uint8_t loops, std::uint64_t expanded_bytes_max, Work& work)
    : work_(work), limit_(expanded_bytes_max), batches_(loops), spare_(loops) {
  UVCHAT_ASSERT(loops > 0);
  for (std::uint8_t i = 0; i < loops; ++i) batches_[i].loop = i;
}

std::vector<Request> Outbox::take_requests() { return std::exchange(requests_, {}); }

void Outbox::to_one(ConnId conn, std::string_view bytes) {
  if (bytes.empty()) return;
  work_.add(1);
  DeliveryBatch& batch = batches_[conn.loop()];
  expanded_bytes_ += bytes.size();
  batch.expanded_bytes += bytes.size();
  const auto offset = static_cast<std::uint32_t>(batch.bytes.size());
  batch.bytes.append(bytes);
  if (!batch.effects.empty()) {
    Effect& last = batch.effects.back();
    if (last.kind == EffectKind::deliver_one && last.conn == conn && last.length > 0 &&
        last.offset + last.length == offset) {
      last.length += static_cast<std::uint32_t>(bytes.size());
      return;
    }
  }
  batch.effects.push_back(
      {EffectKind::deliver_one, 0, conn, offset, static_cast<std::uint32_t>(bytes.size())});
}

Outbox::Place Outbox::reserve(ConnId conn) {
  DeliveryBatch& batch = batches_[conn.loop()];
  batch.effects.push_back({EffectKind::deliver_one, 0, conn, 0, 0});
  return {conn.loop(), batch.effects.size() - 1};
}

void Outbox::fill(Place place, std::string_view bytes) {
  work_.add(1);
  DeliveryBatch& batch = batches_[place.loop];
  UVCHAT_ASSERT(place.effect < batch.effects.size());
  Effect& effect = batch.effects[place.effect];
  UVCHAT_ASSERT(effect.kind == EffectKind::deliver_one && effect.length == 0);
  expanded_bytes_ += bytes.size();
  batch.expanded_bytes += bytes.size();
  effect.offset = static_cast<std::uint32_t>(batch.bytes.size());
  effect.length = static_cast<std::uint32_t>(bytes.size());
  batch.bytes.append(bytes);
}

void Outbox::to_channel(Channel& channel, const Record& record, ConnId except) {
  const TimeSpan said = said_in_history(record);
  const ReceiverGroup* previous = nullptr;
  for (ReceiverGroup& group : channel.groups) {
    if (group.conns.empty()) continue;
    if (previous == nullptr || look_of(previous->variant) != look_of(group.variant)) {
      serialised_.clear();
      append_line(serialised_, group.variant, record);
    }
    previous = &group;
    if (serialised_.empty()) continue;
    DeliveryBatch& batch = batches_[group.loop];
    if (group.listed_in != round_) {
      group.list = add_list(batch, group.conns);
      group.listed_in = round_;
    }
    const bool fetches = (group.variant & variant_fetches) != 0;
    deliver_list(batch, group.list, except, serialised_, record.can_wait,
                 fetches ? said : TimeSpan());
  }
}

void Outbox::gather(Receiver receiver) {
  const std::uint8_t loop = receiver.conn.loop();
  const Variant look = look_of(receiver.variant);
  for (GatheredGroup& group : gathered_) {
    if (group.look == look && group.loop == loop) return group.conns.push_back(receiver.conn);
  }
  gathered_.push_back({look, loop, {receiver.conn}});
}

template <typename L>
void Outbox::deliver_gathered(const L& line, bool can_wait) {
  for (GatheredGroup& group : gathered_) {
    if (group.conns.empty()) continue;
    serialised_.clear();
    append_line(serialised_, group.look, line);
    if (!serialised_.empty()) {
      DeliveryBatch& batch = batches_[group.loop];
      deliver_list(batch, add_list(batch, group.conns), ConnId(), serialised_, can_wait);
    }
    group.conns.clear();
  }
}
template void Outbox::deliver_gathered(const Line& line, bool can_wait);
template void Outbox::deliver_gathered(const Record& record, bool can_wait);

std::uint32_t Outbox::add_list(DeliveryBatch& batch, const std::vector<ConnId>& conns) {
  batch.lists.push_back({static_cast<std::uint32_t>(batch.receivers.size()),
                         static_cast<std::uint32_t>(conns.size())});
  work_.add(conns.size() / conns_a_unit);
  batch.receivers.insert(batch.receivers.end(), conns.begin(), conns.end());
  return static_cast<std::uint32_t>(batch.lists.size() - 1);
}

void Outbox::deliver_list(DeliveryBatch& batch, std::uint32_t list, ConnId except,
                          std::string_view bytes, bool can_wait, const TimeSpan& said) {
  work_.add(1);
  const std::uint64_t expanded = std::uint64_t{bytes.size()} * batch.lists[list].count;
  expanded_bytes_ += expanded;
  batch.expanded_bytes += expanded;
  const auto offset = static_cast<std::uint32_t>(batch.bytes.size());
  batch.bytes.append(bytes);
  if (!batch.effects.empty()) {
    Effect& last = batch.effects.back();
    if (last.kind == EffectKind::deliver_list && last.can_wait == can_wait && last.value == list &&
        last.conn == except && last.offset + last.length == offset &&
        last.said.empty() == said.empty()) {
      last.length += static_cast<std::uint32_t>(bytes.size());
      last.said.extend(said);
      return;
    }
  }
  batch.effects.push_back({EffectKind::deliver_list, list, except, offset,
                           static_cast<std::uint32_t>(bytes.size()), can_wait, said});
}

void Outbox::close(ConnId conn) {
  batches_[conn.loop()].effects.push_back({EffectKind::close, 0, conn, 0, 0});
}

void Outbox::penalty(ConnId conn, std::uint32_t ms) {
  batches_[conn.loop()].effects.push_back({EffectKind::penalty, ms, conn, 0, 0});
}

void Outbox::hold(ConnId conn) {
  batches_[conn.loop()].effects.push_back({EffectKind::hold, 0, conn, 0, 0});
}

void Outbox::release(ConnId conn) {
  batches_[conn.loop()].effects.push_back({EffectKind::release, 0, conn, 0, 0});
}

bool Outbox::empty() const {
  return std::all_of(batches_.begin(), batches_.end(), [](const auto& b) { return b.empty(); });
}

DeliveryBatch Outbox::take(std::uint8_t loop) {
  ++round_;
  expanded_bytes_ = 0;
  DeliveryBatch taken = std::move(batches_[loop]);
  if (spare_[loop].empty()) {
    batches_[loop] = DeliveryBatch();
  } else {
    batches_[loop] = std::move(spare_[loop].back());
    spare_[loop].pop_back();
  }
  batches_[loop].loop = loop;
  return taken;
}

void Outbox::give_back(DeliveryBatch&& batch) {
  batch.clear();
  // What a burst has made large, or many, is freed.
  auto& spare = spare_[batch.loop];
  if (spare.size() < spare_batches_max && batch.bytes.capacity() <= spare_bytes_max) {
    spare.push_back(std::move(batch));
  }
}

void Outbox::trim(Now now) {
  if (now.mono_ms < trim_at_ms_) return;
  trim_at_ms_ = now.mono_ms + limits::trim_ms;
  for (std::vector<DeliveryBatch>& spare : spare_) std::erase_if(spare, is_large);
  for (DeliveryBatch& batch : batches_) {
    if (!batch.empty() || !is_large(batch)) continue;
    // Moved out, for a string that is assigned a short one keeps its memory.
    const DeliveryBatch freed = std::exchange(batch, DeliveryBatch());
    batch.loop = freed.loop;
  }
}

}  // namespace uvchat::hub
