#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/ids.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// The sessions that monitor a nick (IRCv3 MONITOR), by its fold. What one session monitors stands
// in Session::monitored as well; ChatState keeps the two the same. At most settings.monitor_max
// entries for each session. Owner: the hub.
class MonitorIndex {
 public:
  explicit MonitorIndex(const HashKey& key) : watchers_(0, KeyedStringHash{key}) {}

  // REQUIRES: `watcher` does not watch it yet.
  void add(ConnId watcher, std::string_view folded_nick);
  // REQUIRES: `watcher` watches it.
  void remove(ConnId watcher, std::string_view folded_nick);

  bool watches(ConnId watcher, std::string_view folded_nick) const;
  // In the order of their ids; valid until the next change.
  std::span<const ConnId> watchers_of(std::string_view folded_nick) const;
  // Pairs of a watcher and a nick.
  std::size_t size() const { return size_; }

 private:
  tsl::robin_map<std::string, std::vector<ConnId>, KeyedStringHash, std::equal_to<>> watchers_;
  std::size_t size_ = 0;
};

}  // namespace uvchat::hub
