#include "hub/address_gate.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::hub {

AddressGate::AddressGate(const HashKey& key) : sources_(0, SourceHash{key}) {}

std::size_t AddressGate::SourceHash::operator()(const Source& source) const {
  return KeyedStringHash{key}(
      std::string_view(reinterpret_cast<const char*>(source.data()), source.size()));
}

AddressGate::Source AddressGate::source_of(const Address& address) {
  return address.is_v4() ? address.bytes : Network::of(address, 64).base.bytes;
}

std::optional<std::string_view> AddressGate::enter(const Address& address,
                                                   const HubSettings& settings,
                                                   std::uint64_t now_ms) {
  const ThrottleSettings& throttle = settings.connect_throttle;
  forget_old_windows(static_cast<std::uint64_t>(throttle.seconds) * 1000, now_ms);
  Record record;
  const Source source = source_of(address);
  if (const auto at = sources_.find(source); at != sources_.end()) record = at->second;
  const bool exempt =
      std::any_of(settings.exempt.begin(), settings.exempt.end(),
                  [&](const Network& network) { return network.contains(address); });
  if (!exempt && record.open >= settings.connections_per_address_max) {
    return "Too many connections from your address";
  }
  if (!exempt && throttle.enabled) {
    if (!record.in_window) {
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
  sources_[source] = record;
  return std::nullopt;
}

void AddressGate::leave(const Address& address) {
  const auto at = sources_.find(source_of(address));
  UVCHAT_ASSERT(at != sources_.end() && at->second.open > 0);
  if (--at.value().open == 0 && !at->second.in_window) sources_.erase(at);
}

void AddressGate::forget_old_windows(std::uint64_t window_ms, std::uint64_t now_ms) {
  while (!windows_.empty() && now_ms - windows_.front().begun_ms >= window_ms) {
    const auto at = sources_.find(windows_.front().source);
    windows_.pop_front();
    UVCHAT_ASSERT(at != sources_.end());
    at.value().in_window = false;
    if (at->second.open == 0) sources_.erase(at);
  }
}

}  // namespace uvchat::hub
