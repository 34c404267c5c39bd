#pragma once

#include <cstdint>
#include <vector>

#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// When the lines of a phase that does not saturate are due: pure arithmetic, so that a slow server
// changes nothing in it.
class Schedule {
 public:
  Schedule() = default;
  explicit Schedule(const Phase& phase);
  // A part of it: of each `all` lines, those whose places among them are in `own`, ascending.
  Schedule(const Phase& phase, std::vector<std::uint32_t> own, std::uint32_t all);

  std::uint64_t lines() const { return lines_; }
  // Counted from the phase's beginning; never falls from one line to the next.
  std::int64_t due_ns(std::uint64_t own_line) const;

 private:
  Phase phase_;
  std::vector<std::uint32_t> own_ = {0};
  std::uint32_t all_ = 1;
  std::uint64_t lines_ = 0;
};

}  // namespace uvchat::loadtest
