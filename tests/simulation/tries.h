#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tests/simulation/door.h"
#include "tests/simulation/house.h"

namespace uvchat::simulation {

// How often something may be done from an address within a time, which begins with the first. Told
// again.
class Tries {
 public:
  explicit Tries(TriesMax most) : most_(most) {}

  bool may(std::string_view address, std::uint64_t now_ms) {
    return of(address, now_ms) < most_.tries;
  }
  void count(std::string_view address, std::uint64_t now_ms) {
    if (of(address, now_ms) == 0) windows_[source_of(address)] = {now_ms, 0};
    ++windows_[source_of(address)].done;
  }

 private:
  struct Window {
    std::uint64_t begun_ms = 0;
    int done = 0;
  };
  int of(std::string_view address, std::uint64_t now_ms) const {
    const auto at = windows_.find(source_of(address));
    const auto lasts_ms = static_cast<std::uint64_t>(most_.seconds) * 1000;
    const bool lasts = at != windows_.end() && now_ms - at->second.begun_ms < lasts_ms;
    return lasts ? at->second.done : 0;
  }

  TriesMax most_;
  std::map<std::string, Window> windows_;  // by source
};

}  // namespace uvchat::simulation
