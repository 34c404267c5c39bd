#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "loadtest/histogram.h"
#include "loadtest/layout.h"
#include "loadtest/marker.h"
#include "loadtest/sequences.h"

namespace uvchat::loadtest {

// What was sent, and what of it has come to whom. Every delivery counts once; latency counts from
// the moment a line was due, whenever it really left.
//
// A line is out of order where a later line of the same sender came first, and doubled where it has
// come before. Whatever bears a marker that no line of this run has is `unknown`. A sender is one
// of the receivers of its line only where the server echoes.
class Ledger {
 public:
  struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t expected = 0;  // deliveries: members of the room, per line
    std::uint64_t delivered = 0;
    std::uint64_t doubled = 0;
    std::uint64_t out_of_order = 0;  // these are delivered too
    std::uint64_t unknown = 0;

    // More may come than was expected: another run in the same rooms has markers like these.
    std::uint64_t outstanding() const { return expected - std::min(expected, delivered); }
    Counts& operator+=(const Counts& other) {
      sent += other.sent;
      expected += other.expected;
      delivered += other.delivered;
      doubled += other.doubled;
      out_of_order += other.out_of_order;
      unknown += other.unknown;
      return *this;
    }
    friend Counts operator-(const Counts& a, const Counts& b) {
      return {a.sent - b.sent,       a.expected - b.expected,         a.delivered - b.delivered,
              a.doubled - b.doubled, a.out_of_order - b.out_of_order, a.unknown - b.unknown};
    }
  };

  enum class Echo : std::uint8_t { no, yes };

  // `private_lines`: next_private_line() will be called; not where there is an echo.
  Ledger(const Layout& layout, bool private_lines, Echo echo = Echo::no);

  // The next line of a member that is a sender; the caller sends what is returned.
  Marker next_line(Seat seat, std::int64_t due_ns);

  // The next line that a sender, by its number as client, sends to partner_of() it alone.
  Marker next_private_line(std::uint32_t sender, std::int64_t due_ns);
  std::uint32_t partner_of(std::uint32_t sender) const { return partners_[sender]; }

  // From now on nothing is expected at this client, and it sends nothing. Nothing may be under way
  // to it; likewise when it comes back.
  void leave(std::uint32_t client);
  void come_back(std::uint32_t client);
  bool is_away(std::uint32_t client) const { return away_[client]; }
  // It is there, and somebody to hear it.
  bool can_speak(std::uint32_t client) const {
    return !away_[client] && rooms_[seats_[client].room].present > 1;
  }

  void delivered(Seat seat, const Marker& marker, std::int64_t now_ns) {
    Room& room = rooms_[seat.room];
    if (marker.room != seat.room || marker.sender >= room.senders.size() ||
        marker.sequence >= room.senders[marker.sender].sent) [[unlikely]] {
      delivered_elsewhere(seat, marker, now_ns);
      return;
    }
    take(room, seat.member * room.senders.size() + marker.sender, marker, now_ns);
  }

  // The senders (as clients) of the lines that their last receiver has had since the last call of
  // clear_completed(), each as often as lines of it were completed.
  const std::vector<std::uint32_t>& completed() const { return completed_; }
  void clear_completed() { completed_.clear(); }

  // Of what is outstanding, what will never come: a later line of the same sender has come to that
  // receiver, or one of the two is gone, as `is_gone` says by client. The rest may only be late.
  std::uint64_t lost(const std::function<bool(std::uint32_t)>& is_gone) const;

  // Senders whose next line, the first that nobody has heard yet, is so late although others of
  // theirs were heard since the last call: they wait in a queue, and it moves. A line that was lost
  // is none of that.
  struct Queues {
    std::uint32_t senders = 0;
    std::int64_t longest_ns = 0;  // for how long the latest has waited
  };
  Queues queues(std::int64_t now_ns, std::int64_t late_ns);

  // By room and sender: which of their lines anybody in the room has heard.
  std::vector<std::vector<Sequences>> heard() const;

  const Counts& counts() const { return counts_; }
  const Histogram& fan_out() const { return fan_out_; }
  const Histogram& completion() const { return completion_; }

 private:
  struct Line {
    std::int64_t due_ns = 0;
    std::uint32_t remaining = 0;
  };
  // The lines from the oldest that somebody has not had yet to the newest, in a ring.
  struct Sender {
    std::uint32_t client = 0;
    std::uint32_t oldest = 0;
    std::uint32_t sent = 0;
    std::uint32_t heard = 0;         // by anybody: the sequence behind the last that was
    std::uint32_t heard_from = 0;    // and from here to there all were
    Sequences heard_earlier;         // those before
    std::uint32_t heard_before = 0;  // at the last call of queues()
    std::vector<Line> ring;          // a power of two

    Line& line(std::uint32_t sequence) { return ring[sequence & (ring.size() - 1)]; }
  };
  struct Room {
    std::uint32_t present = 0;  // of its members
    std::vector<Sender> senders;
    std::vector<std::uint32_t> awaited;  // [member][sender]: the sequence that comes next
    // What was passed over, by index into `awaited`: ranges of sequences, ascending. Empty unless
    // the server loses lines or changes their order.
    struct Range {
      std::uint32_t first;
      std::uint32_t end;
    };
    std::unordered_map<std::size_t, std::vector<Range>> gaps;

    std::uint64_t passed_over(std::size_t pair) const;
  };

  // `pair` is an index into `awaited`.
  void take(Room& room, std::size_t pair, const Marker& marker, std::int64_t now_ns) {
    if (marker.sequence == room.awaited[pair]) [[likely]] {
      ++room.awaited[pair];
    } else if (!late_or_early(room, pair, marker.sequence)) {
      ++counts_.doubled;
      return;
    }
    ++counts_.delivered;
    Sender& sender = room.senders[marker.sender];
    if (marker.sequence == sender.heard) {
      ++sender.heard;
    } else if (marker.sequence > sender.heard || marker.sequence < sender.heard_from) {
      hear(sender, marker.sequence);
    }
    Line& line = sender.line(marker.sequence);
    fan_out_.record(now_ns - line.due_ns);
    if (--line.remaining == 0) complete(sender, line, now_ns);
  }
  // A private line, or none of this run.
  void delivered_elsewhere(Seat seat, const Marker& marker, std::int64_t now_ns);
  void add_private_room(const Layout& layout, std::uint32_t sender);
  Marker append(std::size_t room, std::uint32_t sender, std::int64_t due_ns);
  // False when the line has been delivered before.
  bool late_or_early(Room& room, std::size_t pair, std::uint32_t sequence);
  // What is not the next.
  static void hear(Sender& sender, std::uint32_t sequence);
  void complete(Sender& sender, const Line& line, std::int64_t now_ns);
  std::uint64_t lost_to(std::uint32_t client,
                        const std::function<bool(std::uint32_t)>& is_gone) const;
  static void grow(Sender& sender);

  std::vector<Room> rooms_;  // the private ones, of two, follow the rooms: one for each sender
  std::size_t public_rooms_;
  std::uint32_t unaddressed_;  // members who do not receive a line: its sender, or nobody
  std::vector<Seat> seats_;
  std::vector<bool> away_;               // by client
  std::vector<std::uint32_t> partners_;  // by sender: the client after it
  Counts counts_;
  std::uint64_t lost_before_ = 0;  // what was passed over at clients before they went away
  Histogram fan_out_;
  Histogram completion_;
  std::vector<std::uint32_t> completed_;
};

}  // namespace uvchat::loadtest
