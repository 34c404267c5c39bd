#pragma once

#include <cstdint>

#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// When the lines of a phase that does not saturate are due: pure arithmetic, so that a slow server
// changes nothing in it.
class Schedule {
 public:
  Schedule() = default;
  explicit Schedule(const Phase& phase);

  std::uint64_t lines() const { return lines_; }
  // Counted from the phase's beginning; never falls from one line to the next.
  std::int64_t due_ns(std::uint64_t line) const;

 private:
  Phase phase_;
  std::uint64_t lines_ = 0;
};

}  // namespace uvchat::loadtest
