#include "uvchat/base/address_gate.h"

#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"

namespace uvchat {

AddressGate::AddressGate(const HashKey& key) : records_(0, AddressHash{key}) {}

std::optional<std::string_view> AddressGate::enter(const Address& address,
                                                   const AddressLimits& limits,
                                                   std::uint64_t now_ms) {
  const ConnectThrottle& throttle = limits.throttle;
  forget_old_windows(static_cast<std::uint64_t>(throttle.seconds) * 1000, now_ms);
  Record record;
  const Address source = address.source();
  if (const auto at = records_.find(source); at != records_.end()) record = at->second;
  const bool exempt = is_in_any(limits.exempt, address);
  if (!exempt && record.open >= limits.connections_max) {
    return "Too many connections from your address";
  }
  if (!exempt && throttle.enabled) {
    if (!record.in_window) {
      if (windows_.size() >= limits::connect_windows_max) forget_oldest_window();
      record.opened = 0;
      record.in_window = true;
      windows_.push_back({now_ms, source});
    }
    if (record.opened >= static_cast<std::uint32_t>(throttle.connections)) {
      return "You connect too often, try again later";
    }
    ++record.opened;
  }
  ++record.open;
  records_[source] = record;
  return std::nullopt;
}

void AddressGate::leave(const Address& address) {
  const auto at = records_.find(address.source());
  UVCHAT_ASSERT(at != records_.end() && at->second.open > 0);
  if (--at.value().open == 0 && !at->second.in_window) records_.erase(at);
}

bool AddressGate::holds(const Address& address) const {
  const auto at = records_.find(address.source());
  return at != records_.end() && at->second.open > 0;
}

void AddressGate::forget_old_windows(std::uint64_t window_ms, std::uint64_t now_ms) {
  while (!windows_.empty() && now_ms - windows_.front().begun_ms >= window_ms) {
    forget_oldest_window();
  }
}

void AddressGate::forget_oldest_window() {
  const auto at = records_.find(windows_.front().source);
  windows_.pop_front();
  UVCHAT_ASSERT(at != records_.end());
  at.value().in_window = false;
  if (at->second.open == 0) records_.erase(at);
}

}  // namespace uvchat
