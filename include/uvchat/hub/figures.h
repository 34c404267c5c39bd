#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "uvchat/base/histogram.h"

// What the parts of a server count, for STATS and for metrics: values that are told to the hub.

namespace uvchat {

// Whether a loop sends to many at once by io_uring: it is switched off; the system refuses it; it
// has failed since; it does.
enum class UringUse : std::uint8_t { off, refused, given_up, on };

constexpr std::string_view words_of(UringUse use) {
  constexpr std::array<std::string_view, 4> words{"off", "refused by the system", "given up", "on"};
  return words[static_cast<std::size_t>(use)];
}

struct LoopFigures {
  // Now:
  std::uint32_t connections = 0;  // slots in use
  std::uint32_t open_irc = 0;     // of these, those that the hub is told of
  std::uint32_t open_classroom = 0;
  std::uint32_t open_websocket = 0;
  std::uint32_t open_secure = 0;   // of all of these, those with TLS
  std::uint64_t queued_bytes = 0;  // in the send queues of those not closing
  std::uint64_t input_bytes = 0;   // received and not admitted
  std::uint64_t pool_bytes_in_use = 0;
  std::uint64_t pool_bytes_held = 0;
  UringUse uring = UringUse::off;
  // Since the start:
  std::uint64_t opened = 0;
  std::uint64_t turns = 0;  // that had something for the hub
  std::uint64_t longest_turn_us = 0;
  Histogram turns_us;            // of all turns
  std::uint64_t lines = 0;       // staged for the hub
  std::uint64_t deliveries = 0;  // appended to a send queue
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t sends_single = 0;      // to a socket, each by a system call of its own
  std::uint64_t sends_many = 0;        // by io_uring
  std::uint64_t queued_bytes_max = 0;  // the most that queued_bytes has been
  std::uint64_t stalls = 0;            // how often a send queue went over its soft limit
  std::uint64_t handshakes = 0;        // of TLS, done
  std::uint64_t handshakes_failed = 0;
  std::uint64_t requests = 0;          // of HTTP, answered
  std::uint64_t requests_put_off = 0;  // of them, told to come later: their address asks too much
  std::uint64_t exceeded = 0;          // ended for the size of their send queue
  std::uint64_t skipped = 0;  // deliveries left out for slow readers, who can fetch them again
  std::uint64_t gaps = 0;     // how often one of them has read on, and is told of the time
};

struct HubFigures {
  std::uint64_t steps = 0;
  std::uint64_t busy_us = 0;  // the sum of all steps
  std::uint64_t longest_step_us = 0;
  Histogram steps_us;
};

// All that the hub knows of the server's state.
struct ChatFigures {
  std::size_t sessions = 0;
  std::size_t unknown_sessions = 0;  // of these, those that have not registered
  std::size_t users = 0;
  std::size_t channels = 0;
  HubFigures hub;
  std::vector<LoopFigures> loops;  // as each told last
};

}  // namespace uvchat
