#include "loadtest/ledger.h"

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

Ledger::Ledger(const Layout& layout, bool private_lines, Echo echo)
    : rooms_(layout.rooms.size()),
      public_rooms_(layout.rooms.size()),
      unaddressed_(echo == Echo::yes ? 0 : 1),
      seats_(layout.seats),
      away_(layout.seats.size()) {
  UVCHAT_ASSERT(!private_lines || echo == Echo::no);
  for (std::size_t number = 0; number < public_rooms_; ++number) {
    const Layout::Room& planned = layout.rooms[number];
    Room& room = rooms_[number];
    room.present = planned.members;
    room.senders.resize(planned.senders.size());
    for (std::size_t i = 0; i < room.senders.size(); ++i) {
      room.senders[i].client = planned.senders[i];
    }
    room.awaited.resize(std::size_t{planned.members} * room.senders.size());
    for (const std::uint32_t sender : planned.senders) {
      if (private_lines) add_private_room(layout, sender);
    }
  }
}

void Ledger::add_private_room(const Layout& layout, std::uint32_t sender) {
  rooms_.resize(std::max(rooms_.size(), public_rooms_ + sender + 1));
  partners_.resize(rooms_.size() - public_rooms_);
  const auto next = std::upper_bound(layout.clients.begin(), layout.clients.end(), sender);
  partners_[sender] = next == layout.clients.end() ? layout.clients.front() : *next;
  Room& room = rooms_[public_rooms_ + sender];
  room.present = 2;
  room.senders.resize(1);
  room.senders.front().client = sender;
  room.awaited.resize(1);
}

Marker Ledger::next_line(Seat seat, std::int64_t due_ns) {
  return append(seat.room, seat.member, due_ns);
}

Marker Ledger::next_private_line(std::uint32_t sender, std::int64_t due_ns) {
  return append(public_rooms_ + sender, 0, due_ns);
}

Marker Ledger::append(std::size_t number, std::uint32_t member, std::int64_t due_ns) {
  UVCHAT_ASSERT(number < rooms_.size());
  Room& room = rooms_[number];
  UVCHAT_ASSERT(member < room.senders.size());
  Sender& sender = room.senders[member];
  if (sender.sent - sender.oldest == sender.ring.size()) grow(sender);
  const std::uint32_t sequence = sender.sent++;
  const std::uint32_t receivers = room.present - unaddressed_;
  sender.line(sequence) = {due_ns, receivers};
  ++counts_.sent;
  counts_.expected += receivers;
  return {static_cast<std::uint16_t>(number), static_cast<std::uint16_t>(member), sequence};
}

void Ledger::leave(std::uint32_t client) {
  UVCHAT_ASSERT(!away_[client]);
  away_[client] = true;
  --rooms_[seats_[client].room].present;
}

void Ledger::come_back(std::uint32_t client) {
  UVCHAT_ASSERT(away_[client]);
  away_[client] = false;
  const Seat seat = seats_[client];
  Room& room = rooms_[seat.room];
  ++room.present;
  for (std::size_t i = 0; i < room.senders.size(); ++i) {
    const std::size_t pair = seat.member * room.senders.size() + i;
    room.awaited[pair] = room.senders[i].sent;
    lost_before_ += room.passed_over(pair);
    room.gaps.erase(pair);
  }
}

void Ledger::delivered_elsewhere(Seat seat, const Marker& marker, std::int64_t now_ns) {
  if (marker.room >= public_rooms_ && marker.room < rooms_.size() &&
      marker.sender < rooms_[marker.room].senders.size()) {
    Room& room = rooms_[marker.room];
    const Seat partner = seats_[partner_of(room.senders.front().client)];
    if (partner.room == seat.room && partner.member == seat.member &&
        marker.sequence < room.senders.front().sent) {
      take(room, 0, marker, now_ns);
      return;
    }
  }
  ++counts_.unknown;
}

std::uint64_t Ledger::Room::passed_over(std::size_t pair) const {
  std::uint64_t lines = 0;
  if (const auto ranges = gaps.find(pair); ranges != gaps.end()) {
    for (const Range& range : ranges->second) lines += range.end - range.first;
  }
  return lines;
}

std::uint64_t Ledger::lost(const std::function<bool(std::uint32_t)>& is_gone) const {
  std::uint64_t lost = lost_before_;
  for (std::uint32_t client = 0; client < seats_.size(); ++client) lost += lost_to(client, is_gone);
  for (std::size_t number = public_rooms_; number < rooms_.size(); ++number) {
    const Room& room = rooms_[number];
    if (room.senders.empty()) continue;
    const Sender& sender = room.senders.front();
    lost += room.passed_over(0);
    if (is_gone(sender.client) || is_gone(partners_[sender.client])) {
      lost += sender.sent - room.awaited.front();
    }
  }
  return lost;
}

// In its room. What was sent while it was away was not meant for it.
std::uint64_t Ledger::lost_to(std::uint32_t client,
                              const std::function<bool(std::uint32_t)>& is_gone) const {
  const Seat seat = seats_[client];
  const Room& room = rooms_[seat.room];
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < room.senders.size(); ++i) {
    const Sender& sender = room.senders[i];
    const std::size_t pair = seat.member * room.senders.size() + i;
    lost += room.passed_over(pair);
    const bool hears_it = !away_[client] && (unaddressed_ == 0 || sender.client != client);
    if (hears_it && (is_gone(client) || is_gone(sender.client))) {
      lost += sender.sent - room.awaited[pair];
    }
  }
  return lost;
}

Ledger::Queues Ledger::queues(std::int64_t now_ns, std::int64_t late_ns) {
  Queues queues;
  for (Room& room : rooms_) {
    for (Sender& sender : room.senders) {
      const bool moves = sender.heard != std::exchange(sender.heard_before, sender.heard);
      if (!moves || sender.heard == sender.sent) continue;
      const std::int64_t waited_ns = now_ns - sender.line(sender.heard).due_ns;
      if (waited_ns < late_ns) continue;
      ++queues.senders;
      queues.longest_ns = std::max(queues.longest_ns, waited_ns);
    }
  }
  return queues;
}

void Ledger::grow(Sender& sender) {
  std::vector<Line> ring(std::max<std::size_t>(8, sender.ring.size() * 2));
  for (std::uint32_t sequence = sender.oldest; sequence != sender.sent; ++sequence) {
    ring[sequence & (ring.size() - 1)] = sender.line(sequence);
  }
  sender.ring = std::move(ring);
}

bool Ledger::late_or_early(Room& room, std::size_t pair, std::uint32_t sequence) {
  std::uint32_t& awaited = room.awaited[pair];
  if (sequence > awaited) {
    room.gaps[pair].push_back({awaited, sequence});
    awaited = sequence + 1;
    return true;
  }
  const auto gaps = room.gaps.find(pair);
  if (gaps == room.gaps.end()) return false;
  std::vector<Room::Range>& ranges = gaps->second;
  const auto range = std::find_if(ranges.begin(), ranges.end(), [&](const Room::Range& r) {
    return r.first <= sequence && sequence < r.end;
  });
  if (range == ranges.end()) return false;
  const Room::Range behind{sequence + 1, range->end};
  range->end = sequence;
  const bool empties = range->first == range->end;
  if (behind.first != behind.end) ranges.insert(range + 1, behind);
  if (empties) std::erase_if(ranges, [](const Room::Range& r) { return r.first == r.end; });
  ++counts_.out_of_order;
  return true;
}

void Ledger::hear(Sender& sender, std::uint32_t sequence) {
  if (sequence < sender.heard_from) {
    sender.heard_earlier.add(sequence);
    return;
  }
  sender.heard_earlier.add_range(sender.heard_from, sender.heard);
  sender.heard_from = sequence;
  sender.heard = sequence + 1;
}

std::vector<std::vector<Sequences>> Ledger::heard() const {
  std::vector<std::vector<Sequences>> heard(public_rooms_);
  for (std::size_t number = 0; number < public_rooms_; ++number) {
    for (const Sender& sender : rooms_[number].senders) {
      Sequences& lines = heard[number].emplace_back(sender.heard_earlier);
      lines.add_range(sender.heard_from, sender.heard);
    }
  }
  return heard;
}

void Ledger::complete(Sender& sender, const Line& line, std::int64_t now_ns) {
  completion_.record(now_ns - line.due_ns);
  completed_.push_back(sender.client);
  while (sender.oldest != sender.sent && sender.line(sender.oldest).remaining == 0) ++sender.oldest;
}

}  // namespace uvchat::loadtest
