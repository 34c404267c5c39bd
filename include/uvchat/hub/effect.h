#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/ids.h"

// What the hub asks of a loop: made by the hub, carried out by the loop in order, given back as it
// is, so that the hub knows what was delivered, and used again.

namespace uvchat {

enum class EffectKind : std::uint8_t {
  deliver_list,  // bytes to all of list `value`, except `conn` (which may be nobody)
  deliver_one,   // bytes to `conn`
  close,         // no more deliveries for `conn`: drain what is queued, then close. Once for each
                 // connection that was opened; only after it may the slot be used again
  penalty,       // admit no line of `conn` for `value` milliseconds more
  hold,          // admit no line of `conn` until `release`: it is being answered
  release,
};

struct Effect {
  EffectKind kind = EffectKind::deliver_one;
  std::uint32_t value = 0;
  ConnId conn;
  std::uint32_t offset = 0;  // of the slice in DeliveryBatch::bytes
  std::uint32_t length = 0;
  bool can_wait = false;  // deliver_list: what others get may be written first
};

// A slice is whole lines, each with its end: CR LF towards IRC sessions; LF towards classroom
// sessions, in clear ("nick: text"), because their framing enciphers it. A list holds sessions of
// one kind only.
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
  std::uint64_t expanded_bytes = 0;  // bytes x receivers: what delivering it will append

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
