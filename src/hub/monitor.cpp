#include "hub/monitor.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::hub {

void MonitorIndex::add(ConnId watcher, std::string_view folded_nick) {
  std::vector<ConnId>& watchers = watchers_[std::string(folded_nick)];
  const auto at = std::lower_bound(watchers.begin(), watchers.end(), watcher);
  UVCHAT_ASSERT(at == watchers.end() || *at != watcher);
  watchers.insert(at, watcher);
  ++size_;
}

void MonitorIndex::remove(ConnId watcher, std::string_view folded_nick) {
  const auto entry = watchers_.find(folded_nick);
  UVCHAT_ASSERT(entry != watchers_.end());
  std::vector<ConnId>& watchers = entry.value();
  const auto at = std::lower_bound(watchers.begin(), watchers.end(), watcher);
  UVCHAT_ASSERT(at != watchers.end() && *at == watcher);
  watchers.erase(at);
  --size_;
  if (watchers.empty()) watchers_.erase(entry);
}

bool MonitorIndex::watches(ConnId watcher, std::string_view folded_nick) const {
  const std::span<const ConnId> watchers = watchers_of(folded_nick);
  return std::binary_search(watchers.begin(), watchers.end(), watcher);
}

std::span<const ConnId> MonitorIndex::watchers_of(std::string_view folded_nick) const {
  const auto entry = watchers_.find(folded_nick);
  return entry == watchers_.end() ? std::span<const ConnId>() : entry->second;
}

}  // namespace uvchat::hub
