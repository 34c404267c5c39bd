#pragma once

#include <cstdint>

namespace uvchat::hub {

// Says when a piece of the hub's work has lasted long enough, so that no step is long: what is left
// is done in the next one. The hub knows no clock, so whoever runs it brings this. Used by the
// hub's thread.
class WorkBound {
 public:
  virtual ~WorkBound() = default;
  // A piece begins that should last no longer than `us`.
  virtual void begin(std::uint64_t us) = 0;
  // Asked between two events, two deadlines, two pages, and so on.
  virtual bool reached() = 0;
};

}  // namespace uvchat::hub
