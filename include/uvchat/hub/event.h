#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/hub/figures.h"

// What the hub hears: one loop's turn, as one value. Made by a loop, read by the hub, given back
// to the loop empty; a loop owns two of them, and that is all the credit it has.

namespace uvchat {

enum class EventKind : std::uint8_t {
  opened,   // payload: the peer's numeric address; detail: index of the listener
  line,     // payload: one line without its end; detail: LineFlaw
  ended,    // no more lines will come; detail: EndReason. Answered by one `close`, always
  stalled,  // the send queue is over its soft limit: the peer is not read until it drains
  drained,  // the send queue is below its low water again
};

enum class LineFlaw : std::uint8_t {
  none,
  too_long,  // the line was over its limit; the payload holds its beginning
};

// Why nothing more comes. Whatever the reason, the hub answers with `close`.
enum class EndReason : std::uint8_t {
  eof,                   // the peer closed its side; it may still read
  reset,                 // the connection broke
  send_queue_exceeded,   // hard limit, or over the soft limit for too long
  endless_line,          // a line that is far longer than any client's
  send_queues_exceeded,  // all queues together are over their bound, and this is the largest
};

struct Event {
  EventKind kind = EventKind::line;
  std::uint8_t detail = 0;
  ConnId conn;
  std::uint32_t offset = 0;  // of the payload in EventBatch::bytes
  std::uint32_t length = 0;
};

// Invariants: for each connection `opened` comes first and once, `ended` last and at most once,
// and lines stand in the order they were sent.
struct EventBatch {
  std::uint8_t loop = 0;
  bool under_pressure = false;  // this loop's send queues together are near their bound
  LoopFigures figures;          // the loop's, when the batch was handed over
  std::string bytes;
  std::vector<Event> events;

  std::string_view payload(const Event& event) const {
    return std::string_view(bytes).substr(event.offset, event.length);
  }
  void add(EventKind kind, std::uint8_t detail, ConnId conn, std::string_view payload) {
    events.push_back({kind, detail, conn, static_cast<std::uint32_t>(bytes.size()),
                      static_cast<std::uint32_t>(payload.size())});
    bytes.append(payload);
  }
  bool empty() const { return events.empty(); }
  void clear() {
    under_pressure = false;
    bytes.clear();
    events.clear();
  }
};

}  // namespace uvchat
