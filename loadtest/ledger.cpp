#include "loadtest/ledger.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

Ledger::Ledger(const Scenario& scenario) : rooms_(scenario.rooms) {
  for (std::uint32_t number = 0; number < scenario.rooms; ++number) {
    Room& room = rooms_[number];
    room.members = scenario.members_of(number);
    room.senders.resize(scenario.senders_of(number));
    for (std::uint32_t i = 0; i < room.senders.size(); ++i) {
      room.senders[i].client = i * scenario.rooms + number;
    }
    room.awaited.resize(std::size_t{room.members} * room.senders.size());
  }
}

Marker Ledger::next_line(Seat seat, std::int64_t due_ns) {
  Room& room = rooms_[seat.room];
  UVCHAT_ASSERT(seat.member < room.senders.size());
  Sender& sender = room.senders[seat.member];
  if (sender.sent - sender.oldest == sender.ring.size()) {
    grow(sender);
  }
  const std::uint32_t sequence = sender.sent++;
  sender.line(sequence) = {due_ns, room.members - 1};
  ++counts_.sent;
  counts_.expected += room.members - 1;
  return {static_cast<std::uint16_t>(seat.room), static_cast<std::uint16_t>(seat.member), sequence};
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
  if (gaps == room.gaps.end()) {
    return false;
  }
  std::vector<Room::Range>& ranges = gaps->second;
  const auto range = std::find_if(ranges.begin(), ranges.end(), [&](const Room::Range& r) {
    return r.first <= sequence && sequence < r.end;
  });
  if (range == ranges.end()) {
    return false;
  }
  const Room::Range behind{sequence + 1, range->end};
  range->end = sequence;
  const bool empties = range->first == range->end;
  if (behind.first != behind.end) {
    ranges.insert(range + 1, behind);
  }
  if (empties) {
    std::erase_if(ranges, [](const Room::Range& r) { return r.first == r.end; });
  }
  ++counts_.out_of_order;
  return true;
}

void Ledger::complete(Sender& sender, const Line& line, std::int64_t now_ns) {
  completion_.record(now_ns - line.due_ns);
  completed_.push_back(sender.client);
  while (sender.oldest != sender.sent && sender.line(sender.oldest).remaining == 0) {
    ++sender.oldest;
  }
}

}  // namespace uvchat::loadtest
