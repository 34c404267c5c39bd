#pragma once

#include <tsl/robin_map.h>

#include <cstddef>

#include "uvchat/base/address.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::hub {

// How many bytes the users of each address have put into the lists of channels, where they stay
// when the users go. Addresses count by Address::source. Owner: the hub.
class AddressBytes {
 public:
  explicit AddressBytes(const HashKey& key) : bytes_(0, AddressHash{key}) {}

  std::size_t of(const Address& source) const {
    const auto at = bytes_.find(source);
    return at == bytes_.end() ? 0 : at->second;
  }
  std::size_t total() const { return total_; }
  void add(const Address& source, std::size_t bytes) {
    bytes_[source] += bytes;
    total_ += bytes;
  }
  // REQUIRES: they were added.
  void remove(const Address& source, std::size_t bytes) {
    const auto at = bytes_.find(source);
    total_ -= bytes;
    if ((at.value() -= bytes) == 0) bytes_.erase(at);
  }

 private:
  tsl::robin_map<Address, std::size_t, AddressHash> bytes_;  // by Address::source
  std::size_t total_ = 0;
};

}  // namespace uvchat::hub
