#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/ids.h"
#include "uvchat/hub/figures.h"
#include "uvchat/hub/time_span.h"

// What happened in one turn of a loop, as one value. The loop makes a batch, the hub reads it and
// returns it empty. A loop has two batches, which bounds what it can send to the hub.

namespace uvchat {

enum class EventKind : std::uint8_t {
  opened,   // with a Hello; detail: index of the listener
  line,     // payload: one line without its end; detail: LineFlaw
  ended,    // no more lines follow; detail: EndReason. The hub always answers with one `close`
  stalled,  // the send queue is over its soft limit: the peer is not read until it drains
  drained,  // the send queue is below its low-water mark again. With the time of the lines that
            // were left out meanwhile (Effect::said), if some were
};

enum class LineFlaw : std::uint8_t {
  none,
  too_long,  // the line was over the limit; the payload is its beginning
};

// Why a connection sends no more lines.
enum class EndReason : std::uint8_t {
  eof,                   // the peer shut down its sending side; it may still read
  reset,                 // the connection broke
  send_queue_exceeded,   // over the hard limit, or over the soft limit for too long
  endless_line,          // a line far longer than any client sends
  broken_framing,        // against the rules of its framing (WebSocket)
  send_queues_exceeded,  // all send queues together are over their limit, and this is the largest
};

// What a loop knows of a connection when the hub first hears of it.
struct Hello {
  using Fingerprint = std::array<std::uint8_t, 32>;  // SHA-256

  Address address;
  bool tls = false;
  std::optional<Fingerprint> certificate;  // the client's, if it has shown one
  // What sts would say of TLS is true: without TLS, that the server's certificates hold; with it,
  // that its client was shown one for the name it came for, at which TLS is to stay. Never true of
  // a page's connection: browsers know nothing of sts, and their port speaks another protocol.
  bool may_keep_tls = false;
  // The address is a proxy's own, or one of its machine, because the proxy named no other. Its user
  // has no rights by it: neither those of this machine nor those of exempt addresses.
  bool is_borrowed = false;
  // A proxy has named the user behind its request, which counts for the proxy until the hub counts
  // it for the user.
  bool is_proxys = false;
  bool is_websocket = false;
};

struct Event {
  EventKind kind = EventKind::line;
  std::uint8_t detail = 0;
  // opened: its index in EventBatch::hellos; drained: one more than that in EventBatch::skipped, or
  // 0
  std::uint16_t index = 0;
  ConnId conn;
  std::uint32_t offset = 0;  // of the payload in EventBatch::bytes
  std::uint32_t length = 0;
};

// Invariants: for each connection `opened` comes first and once, `ended` last and at most once;
// lines keep the order in which they were sent.
struct EventBatch {
  std::uint8_t loop = 0;
  bool under_pressure = false;  // the loop's send queues together are near their limit
  LoopFigures figures;          // as of the end of the turn
  std::string bytes;
  std::vector<Hello> hellos;
  std::vector<TimeSpan> skipped;
  std::vector<Event> events;

  std::string_view payload(const Event& event) const {
    return std::string_view(bytes).substr(event.offset, event.length);
  }
  void add(EventKind kind, std::uint8_t detail, ConnId conn, std::string_view payload) {
    events.push_back({kind, detail, 0, conn, static_cast<std::uint32_t>(bytes.size()),
                      static_cast<std::uint32_t>(payload.size())});
    bytes.append(payload);
  }
  // REQUIRES: an `opened` of this batch.
  const Hello& hello(const Event& event) const { return hellos[event.index]; }
  void add_opened(std::uint8_t listener, ConnId conn, const Hello& hello) {
    add(EventKind::opened, listener, conn, {});
    events.back().index = static_cast<std::uint16_t>(hellos.size());
    hellos.push_back(hello);
  }
  // REQUIRES: a `drained` of this batch. Empty: it was sent everything.
  TimeSpan skipped_before(const Event& event) const {
    return event.index == 0 ? TimeSpan() : skipped[event.index - 1U];
  }
  void add_drained(ConnId conn, const TimeSpan& left_out) {
    add(EventKind::drained, 0, conn, {});
    if (left_out.empty()) return;
    skipped.push_back(left_out);
    events.back().index = static_cast<std::uint16_t>(skipped.size());
  }
  bool empty() const { return events.empty(); }
  void clear() {
    under_pressure = false;
    bytes.clear();
    hellos.clear();
    skipped.clear();
    events.clear();
  }
};

}  // namespace uvchat
