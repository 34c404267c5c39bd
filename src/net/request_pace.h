#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "uvchat/base/address.h"

namespace uvchat::net {

// How fast an address may ask by HTTP: it earns bytes, and pays what it is sent and something for
// each request. It may save as much as a class that opens the page at once behind one address
// needs. Whoever owes anything has to wait, so a file may be larger than all that can be saved.
// Each loop has its own. Times are mono.
//
// Owner: the loop's thread.
class RequestPace {
 public:
  static constexpr std::uint64_t request_bytes = 16 * 1024;  // what a request costs by itself
  static constexpr std::uint64_t each_second_bytes = 4 * 1024 * 1024;
  static constexpr std::uint64_t saved_bytes_max = 128 * 1024 * 1024;

  // Until it may ask again; 0: it may now. `address`: whose Address::source() counts.
  std::uint64_t wait_ms(const Address& address, std::uint64_t now_ms) const;
  void charge(const Address& address, std::uint64_t bytes, std::uint64_t now_ms);

 private:
  void forget_full(std::uint64_t now_us);

  // By when each has saved all that it can; there is nothing to remember of others.
  std::map<std::array<std::uint8_t, 16>, std::uint64_t> full_at_us_;
  std::uint64_t charges_ = 0;
};

}  // namespace uvchat::net
