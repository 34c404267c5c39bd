#include "hub/attempts.h"

namespace uvchat::hub {

bool Attempts::may(const Address& address, const AttemptLimit& limit, std::uint64_t now_ms) {
  forget_old(limit, now_ms);
  const auto at = counts_.find(address.source());
  return at == counts_.end() || at->second < limit.attempts;
}

void Attempts::count(const Address& address, const AttemptLimit& limit, std::uint64_t now_ms) {
  forget_old(limit, now_ms);
  const Address source = address.source();
  if (const auto at = counts_.find(source); at != counts_.end()) {
    ++at.value();
    return;
  }
  if (windows_.size() >= addresses_max) forget_oldest();
  counts_[source] = 1;
  windows_.push_back({now_ms, source});
}

void Attempts::forget_old(const AttemptLimit& limit, std::uint64_t now_ms) {
  const std::uint64_t window_ms = static_cast<std::uint64_t>(limit.seconds) * 1000;
  while (!windows_.empty() && now_ms - windows_.front().begun_ms >= window_ms) forget_oldest();
}

void Attempts::forget_oldest() {
  counts_.erase(windows_.front().source);
  windows_.pop_front();
}

}  // namespace uvchat::hub
