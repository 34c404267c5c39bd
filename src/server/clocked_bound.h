#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "hub/hub.h"
#include "hub/work_bound.h"

namespace uvchat::server {

// By the machine's clock. A look at it costs some 25 ns and most pieces take a microsecond: it is
// looked at every few pieces, and after each that was more work.
class ClockedBound final : public hub::WorkBound {
 public:
  // `hub`, whose pieces they are, outlives it.
  explicit ClockedBound(const hub::Hub& hub) : hub_(hub) {}

  void begin(std::uint64_t us) override {
    until_ = std::chrono::steady_clock::now() + std::chrono::microseconds(us);
    light_pieces_ = 0;
    work_done_ = hub_.work_done();
  }
  bool reached() override {
    const std::uint64_t before = std::exchange(work_done_, hub_.work_done());
    if (work_done_ - before <= light_work_max && ++light_pieces_ < light_pieces_max) return false;
    light_pieces_ = 0;
    return std::chrono::steady_clock::now() >= until_;
  }

 private:
  static constexpr unsigned light_pieces_max = 4;
  static constexpr std::uint64_t light_work_max = 200;
  const hub::Hub& hub_;
  std::chrono::steady_clock::time_point until_;
  unsigned light_pieces_ = 0;
  std::uint64_t work_done_ = 0;
};

}  // namespace uvchat::server
