#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace uvchat::hub {

// How far somebody has read, by target: the fold of a channel's name, of an account's, or of a
// guest's nick. Times are wall, in milliseconds. A guest's markers are here alone and end with
// them; an account's stand in the store.
struct Markers {
  std::map<std::string, std::int64_t, std::less<>> by_target;
  bool has_all = false;  // of an account: those that the store has

  // 0: nothing is known.
  std::int64_t of(std::string_view target) const {
    const auto at = by_target.find(target);
    return at == by_target.end() ? 0 : at->second;
  }
};

}  // namespace uvchat::hub
