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
  explicit MonitorIndex(const HashKey& key) : monitoring_(0, KeyedStringHash{key}) {}

  // REQUIRES: `conn` does not monitor it yet.
  void add(ConnId conn, std::string_view folded_nick);
  // REQUIRES: `conn` monitors it.
  void remove(ConnId conn, std::string_view folded_nick);

  bool watches(ConnId conn, std::string_view folded_nick) const;
  // In the order of their ids; valid until the next change.
  std::span<const ConnId> monitoring(std::string_view folded_nick) const;
  // Pairs of a session and a nick that it monitors.
  std::size_t size() const { return size_; }

 private:
  tsl::robin_map<std::string, std::vector<ConnId>, KeyedStringHash, std::equal_to<>> monitoring_;
  std::size_t size_ = 0;
};

}  // namespace uvchat::hub
