#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <cstdint>
#include <deque>

#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// How often something may happen for an address within a time.
struct AttemptLimit {
  int attempts = 0;
  int seconds = 0;

  bool operator==(const AttemptLimit&) const = default;
};

// Counts what addresses (Address::source) have done lately: a wrong password, an account made. It
// remembers at most `addresses_max` of them; where there are more, it forgets those first whose
// time began first. Owner: the hub; times are mono.
class Attempts {
 public:
  static constexpr std::size_t addresses_max = 20'000;

  explicit Attempts(const HashKey& key) : counts_(0, AddressHash{key}) {}

  bool may(const Address& address, const AttemptLimit& limit, std::uint64_t now_ms);
  void count(const Address& address, const AttemptLimit& limit, std::uint64_t now_ms);

 private:
  struct Window {
    std::uint64_t begun_ms;
    Address source;
  };

  void forget_old(const AttemptLimit& limit, std::uint64_t now_ms);
  void forget_oldest();

  tsl::robin_map<Address, int, AddressHash> counts_;  // by source
  std::deque<Window> windows_;                        // oldest first; one for each count
};

}  // namespace uvchat::hub
