#include "hub/monitor.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::hub {

void MonitorIndex::add(ConnId conn, std::string_view folded_nick) {
  std::vector<ConnId>& conns = monitoring_[std::string(folded_nick)];
  const auto at = std::lower_bound(conns.begin(), conns.end(), conn);
  UVCHAT_ASSERT(at == conns.end() || *at != conn);
  conns.insert(at, conn);
  ++size_;
}

void MonitorIndex::remove(ConnId conn, std::string_view folded_nick) {
  const auto entry = monitoring_.find(folded_nick);
  UVCHAT_ASSERT(entry != monitoring_.end());
  std::vector<ConnId>& conns = entry.value();
  const auto at = std::lower_bound(conns.begin(), conns.end(), conn);
  UVCHAT_ASSERT(at != conns.end() && *at == conn);
  conns.erase(at);
  --size_;
  if (conns.empty()) monitoring_.erase(entry);
}

bool MonitorIndex::watches(ConnId conn, std::string_view folded_nick) const {
  const std::span<const ConnId> conns = monitoring(folded_nick);
  return std::binary_search(conns.begin(), conns.end(), conn);
}

std::span<const ConnId> MonitorIndex::monitoring(std::string_view folded_nick) const {
  const auto entry = monitoring_.find(folded_nick);
  return entry == monitoring_.end() ? std::span<const ConnId>() : entry->second;
}

}  // namespace uvchat::hub
