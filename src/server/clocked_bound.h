#pragma once

#include <chrono>
#include <cstdint>

#include "hub/work_bound.h"

namespace uvchat::server {

// By the machine's clock, which is looked at every few pieces: a look costs some 25 ns, most pieces
// a microsecond.
class ClockedBound final : public hub::WorkBound {
 public:
  void begin(std::uint64_t us) override {
    until_ = std::chrono::steady_clock::now() + std::chrono::microseconds(us);
    asked_ = 0;
  }
  bool reached() override {
    return ++asked_ % pieces_a_look == 0 && std::chrono::steady_clock::now() >= until_;
  }

 private:
  static constexpr unsigned pieces_a_look = 4;
  std::chrono::steady_clock::time_point until_;
  unsigned asked_ = 0;
};

}  // namespace uvchat::server
