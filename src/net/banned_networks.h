#pragma once

#include <tsl/robin_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::net {

// The networks that may not connect, and why. However many there are, an address costs one look for
// each length of prefix that is in use. Owner: one thread. Times are wall.
class BannedNetworks {
 public:
  explicit BannedNetworks(const HashKey& key);

  // Takes the place of an earlier ban of the same network. `expires_ms`: 0 is never.
  void ban(const Network& network, std::string why, std::int64_t expires_ms);
  // Does nothing for a network that is not banned.
  void lift(const Network& network);

  // Why the address may not connect: of the bans that hold, the oldest. The text is valid until the
  // next change.
  std::optional<std::string_view> why_banned(const Address& address, std::int64_t now_ms) const;

  // Forgets some of those that are over. To be called now and then.
  void forget_old(std::int64_t now_ms);
  std::size_t size() const { return bans_.size(); }

 private:
  struct Hash {
    HashKey key{};
    std::size_t operator()(const Network& network) const;
  };
  struct Ban {
    std::uint64_t number;  // in the order of setting
    std::int64_t expires_ms;
    std::string why;

    bool holds(std::int64_t now_ms) const { return expires_ms == 0 || now_ms < expires_ms; }
  };

  tsl::robin_map<Network, Ban, Hash> bans_;
  std::array<std::uint32_t, Network::bits_max + 1> prefixes_{};         // bans of each length
  std::map<std::pair<std::int64_t, std::uint64_t>, Network> expiring_;  // by time and number
  std::uint64_t numbers_ = 0;
};

}  // namespace uvchat::net
