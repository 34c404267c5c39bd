#pragma once

#include <tsl/robin_map.h>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat {

// How many connections an address may open within `seconds`.
struct ConnectThrottle {
  bool enabled = true;
  int connections = 32;
  int seconds = 60;

  bool operator==(const ConnectThrottle&) const = default;
};

struct AddressLimits {
  std::size_t connections_max = 64;  // at once
  ConnectThrottle throttle;
  std::vector<Network> exempt;  // from both

  // The same for everybody.
  AddressLimits for_all() const { return {connections_max, throttle, {}}; }

  bool operator==(const AddressLimits&) const = default;
};

// Counts how many connections each address (Address::source) has open and has opened lately. Its
// memory is bounded by the open connections and by limits::connect_windows_max: if more addresses
// connect within the throttle's time, the throttle forgets those that connected first.
// Owner: one thread. Times are Now::mono_ms.
class AddressGate {
 public:
  explicit AddressGate(const HashKey& key);

  // Counts a connection; or counts nothing and returns why it is refused, a constant text.
  std::optional<std::string_view> enter(const Address& address, const AddressLimits& limits,
                                        std::uint64_t now_ms);
  // REQUIRES: entered, and not left since.
  void leave(const Address& address);
  // Whether the address has a connection open.
  bool holds(const Address& address) const;
  // The number of addresses that it remembers.
  std::size_t size() const { return records_.size(); }

 private:
  struct Record {
    std::uint32_t open = 0;
    std::uint32_t opened = 0;  // since its window began
    bool in_window = false;
  };
  struct Window {
    std::uint64_t begun_ms;
    Address source;
  };

  void forget_old_windows(std::uint64_t window_ms, std::uint64_t now_ms);
  void forget_oldest_window();

  tsl::robin_map<Address, Record, AddressHash> records_;  // by source
  std::deque<Window> windows_;  // oldest first; REHASH may change how long they last
};

}  // namespace uvchat
