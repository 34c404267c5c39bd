#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "uvchat/base/assert.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// Who (a user, or a channel) has which looks: what a name looks like besides its fold. Few names
// look like more than that. It keeps what each has, because to find out what a name looks like
// costs much more than to forget it.
template <typename T>
class LookIndex {
 public:
  explicit LookIndex(const HashKey& key) : holders_(0, KeyedStringHash{key}) {}

  // Nobody but `holder` has the look.
  bool is_free(const std::string& look, const T* holder) const {
    const auto at = holders_.find(look);
    return at == holders_.end() || at->second == holder;
  }
  // `looks` begins with the fold of the holder's name, which is not kept. Of two the first has a
  // look; true where the holder has all of theirs now. REQUIRES: it has none yet.
  bool claim(T& holder, const std::vector<std::string>& looks) {
    std::vector<std::string> taken;
    for (std::size_t at = 1; at < looks.size(); ++at) {
      if (holders_.try_emplace(looks[at], &holder).second) taken.push_back(looks[at]);
    }
    const bool all = taken.size() + 1 == looks.size();
    if (!taken.empty()) looks_.emplace(&holder, std::move(taken));
    return all;
  }
  // Returns how many they were.
  std::size_t release(const T& holder) {
    const auto at = looks_.find(&holder);
    if (at == looks_.end()) return 0;
    const std::size_t count = at->second.size();
    for (const std::string& look : at->second) holders_.erase(look);
    looks_.erase(at);
    return count;
  }
  // Asserts that what each of them has is theirs.
  void check() const {
    std::size_t count = 0;
    for (const auto& [holder, looks] : looks_) {
      count += looks.size();
      for (const std::string& look : looks) {
        const auto at = holders_.find(look);
        UVCHAT_ASSERT(at != holders_.end() && at->second == holder);
      }
    }
    UVCHAT_ASSERT(count == holders_.size());
  }

 private:
  tsl::robin_map<std::string, T*, KeyedStringHash, std::equal_to<>> holders_;
  tsl::robin_map<const T*, std::vector<std::string>> looks_;
};

}  // namespace uvchat::hub
