#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/hub/time_span.h"

// What the hub wants a loop to do. The hub makes a batch, the loop carries it out in order and
// returns it unchanged: the hub learns what was delivered, and reuses the batch.

namespace uvchat {

enum class EffectKind : std::uint8_t {
  deliver_list,  // send the bytes to all in list `value` except `conn` (which may name nobody)
  deliver_one,   // send the bytes to `conn`
  close,         // write the send queue of `conn` out, then close it. Sent once for each connection
                 // that was opened; the slot is reused only after it
  penalty,       // admit no line of `conn` for another `value` milliseconds
  hold,          // admit no line of `conn` until `release`: it is parked
  release,
};

struct Effect {
  EffectKind kind = EffectKind::deliver_one;
  std::uint32_t value = 0;
  ConnId conn;
  std::uint32_t offset = 0;  // of the slice in DeliveryBatch::bytes
  std::uint32_t length = 0;
  bool can_wait = false;  // deliver_list: other deliveries may be written before it
  // deliver_list: when the lines were said, if all receivers can fetch each of them again; whoever
  // reads too slowly may be told of this time instead. Empty: they must have them.
  TimeSpan said = {};
};

// A slice holds whole lines. For IRC sessions each ends with CR LF; for classroom sessions each is
// "nick: text" in clear and ends with LF, because their framing enciphers it. A list holds sessions
// of one protocol only.
struct DeliveryBatch {
  struct List {
    std::uint32_t first = 0;  // in `receivers`
    std::uint32_t count = 0;
  };

  std::uint8_t loop = 0;
  std::string bytes;
  std::vector<ConnId> receivers;
  std::vector<List> lists;
  std::vector<Effect> effects;
  std::uint64_t expanded_bytes = 0;  // sum of bytes x receivers: what delivering will append

  std::string_view slice(const Effect& effect) const {
    return std::string_view(bytes).substr(effect.offset, effect.length);
  }
  bool empty() const { return effects.empty(); }
  void clear() {
    bytes.clear();
    receivers.clear();
    lists.clear();
    effects.clear();
    expanded_bytes = 0;
  }
};

}  // namespace uvchat
