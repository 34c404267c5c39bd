#pragma once

#include <cstdint>

// What the parts of a server count, for STATS: values that are told to the hub.

namespace uvchat {

struct LoopFigures {
  // Now:
  std::uint32_t connections = 0;   // slots in use
  std::uint64_t queued_bytes = 0;  // in the send queues of those not closing
  std::uint64_t input_bytes = 0;   // received and not admitted
  std::uint64_t pool_bytes_in_use = 0;
  std::uint64_t pool_bytes_held = 0;
  // Since the start:
  std::uint64_t opened = 0;
  std::uint64_t turns = 0;  // that had something for the hub
  std::uint64_t longest_turn_us = 0;
  std::uint64_t lines = 0;       // staged for the hub
  std::uint64_t deliveries = 0;  // appended to a send queue
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t exceeded = 0;  // ended for the size of their send queue
  std::uint64_t skipped = 0;   // deliveries left out for slow readers, who can fetch them again
  std::uint64_t gaps = 0;      // how often one of them has read on, and is told of the time
};

struct HubFigures {
  std::uint64_t steps = 0;
  std::uint64_t busy_us = 0;  // the sum of all steps
  std::uint64_t longest_step_us = 0;
};

}  // namespace uvchat
