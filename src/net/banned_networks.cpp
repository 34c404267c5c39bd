#include "net/banned_networks.h"

#include <algorithm>

#include "uvchat/base/assert.h"

namespace uvchat::net {

namespace {

constexpr int forgotten_max = 100;  // at once

}  // namespace

std::size_t BannedNetworks::Hash::operator()(const Network& network) const {
  std::array<char, sizeof(network.base.bytes) + 1> bytes;
  std::copy(network.base.bytes.begin(), network.base.bytes.end(), bytes.begin());
  bytes.back() = static_cast<char>(network.prefix_bits);
  return KeyedStringHash{key}(std::string_view(bytes.data(), bytes.size()));
}

BannedNetworks::BannedNetworks(const HashKey& key) : bans_(0, Hash{key}) {}

void BannedNetworks::ban(const Network& network, std::string why, std::int64_t expires_ms) {
  lift(network);
  const std::uint64_t number = ++numbers_;
  ++prefixes_[network.prefix_bits];
  if (expires_ms != 0) expiring_.emplace(std::pair(expires_ms, number), network);
  bans_.insert({network, Ban{number, expires_ms, std::move(why)}});
}

void BannedNetworks::lift(const Network& network) {
  const auto found = bans_.find(network);
  if (found == bans_.end()) return;
  --prefixes_[network.prefix_bits];
  expiring_.erase({found->second.expires_ms, found->second.number});
  bans_.erase(found);
}

std::optional<std::string_view> BannedNetworks::why_banned(const Address& address,
                                                           std::int64_t now_ms) const {
  if (bans_.empty()) return std::nullopt;
  const Ban* oldest = nullptr;
  for (std::size_t bits = 0; bits <= Network::bits_max; ++bits) {
    if (prefixes_[bits] == 0) continue;
    const auto found = bans_.find(Network::of(address, bits));
    if (found == bans_.end() || !found->second.holds(now_ms)) continue;
    if (oldest == nullptr || found->second.number < oldest->number) oldest = &found->second;
  }
  return oldest == nullptr ? std::nullopt : std::optional<std::string_view>(oldest->why);
}

void BannedNetworks::forget_old(std::int64_t now_ms) {
  for (int i = 0; i < forgotten_max && !expiring_.empty(); ++i) {
    const auto& [when, network] = *expiring_.begin();
    if (now_ms < when.first) return;
    lift(Network(network));
  }
}

}  // namespace uvchat::net
