#include "net/request_pace.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::net {
namespace {

constexpr std::uint64_t us_of(std::uint64_t bytes) {
  return bytes * 1'000'000 / RequestPace::each_second_bytes;
}

}  // namespace

std::uint64_t RequestPace::wait_ms(const Address& address, std::uint64_t now_ms) const {
  const auto at = full_at_us_.find(address.source().bytes);
  const std::uint64_t may_owe_until_us = now_ms * 1'000 + us_of(saved_bytes_max);
  if (at == full_at_us_.end() || at->second <= may_owe_until_us) return 0;
  return (at->second - may_owe_until_us + 999) / 1'000;
}

void RequestPace::charge(const Address& address, std::uint64_t bytes, std::uint64_t now_ms) {
  constexpr std::uint64_t charges_between = 1'024;  // most are full again by then
  if (++charges_ % charges_between == 0) forget_full(now_ms * 1'000);
  std::uint64_t& full_at_us = full_at_us_[address.source().bytes];
  full_at_us = std::max(full_at_us, now_ms * 1'000) + us_of(request_bytes + bytes);
}

std::optional<RequestPace::Hold> RequestPace::hold(const Address& address) {
  const Source& holder = address.source().bytes;
  std::uint32_t& held = holds_[holder];
  if (held >= holds_max) return std::nullopt;
  ++held;
  return Hold(*this, holder);
}

void RequestPace::release(const Source& holder) {
  const auto held = holds_.find(holder);
  UVCHAT_ASSERT(held != holds_.end() && held->second > 0);
  if (--held->second == 0) holds_.erase(held);
}

void RequestPace::forget_full(std::uint64_t now_us) {
  std::erase_if(full_at_us_, [&](const auto& entry) { return entry.second <= now_us; });
}

}  // namespace uvchat::net
