#pragma once

#include <tsl/robin_map.h>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "hub/settings.h"
#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// How many connections an address has open, and how many it has opened lately. IPv6 addresses of
// one /64 count as one: whoever has one has them all. Owned by the hub; times are Now::mono_ms.
class AddressGate {
 public:
  explicit AddressGate(const HashKey& key);

  // Counts a connection; or says why it is turned away, and does not.
  std::optional<std::string_view> enter(const Address& address, const HubSettings& settings,
                                        std::uint64_t now_ms);
  // REQUIRES: entered, and not left since.
  void leave(const Address& address);
  // What it remembers: for tests of its bound.
  std::size_t size() const { return sources_.size(); }

 private:
  using Source = std::array<std::uint8_t, 16>;
  struct SourceHash {
    HashKey key;
    std::size_t operator()(const Source& source) const;
  };
  struct Record {
    std::uint32_t open = 0;
    std::uint32_t opened = 0;  // since its window began
    bool in_window = false;
  };
  struct Window {
    std::uint64_t begun_ms;
    Source source;
  };

  static Source source_of(const Address& address);
  void forget_old_windows(std::uint64_t window_ms, std::uint64_t now_ms);

  tsl::robin_map<Source, Record, SourceHash> sources_;
  std::deque<Window> windows_;  // in order; how long they are REHASH may change
};

}  // namespace uvchat::hub
