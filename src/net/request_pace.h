#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "uvchat/base/address.h"

namespace uvchat::net {

// How fast an address may ask by HTTP, and how many connections of a proxy it may hold. It earns
// bytes, and pays what it is sent and something for each request. It may save as much as a class
// that opens the page at once behind one address needs. Whoever owes anything has to wait, so a
// file may be larger than all that can be saved. Each loop has its own. Times are mono.
//
// Owner: the loop's thread.
class RequestPace {
 public:
  using Source = std::array<std::uint8_t, 16>;  // of an Address

  static constexpr std::uint64_t request_bytes = 16 * 1024;  // what a request costs by itself
  static constexpr std::uint64_t each_second_bytes = 4 * 1024 * 1024;
  static constexpr std::uint64_t saved_bytes_max = 128 * 1024 * 1024;

  // Until it may ask again; 0: it may now. `address`: whose Address::source() counts.
  std::uint64_t wait_ms(const Address& address, std::uint64_t now_ms) const;
  void charge(const Address& address, std::uint64_t bytes, std::uint64_t now_ms);

  // A connection of a proxy that an address holds, for its request or since its last one. All
  // users of the proxy share a bound (AcceptGate), which one of them is not to take up.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept
        : pace_(std::exchange(other.pace_, nullptr)), holder_(other.holder_) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(pace_, other.pace_);
      std::swap(holder_, other.holder_);
      return *this;
    }
    ~Hold() {
      if (pace_ != nullptr) pace_->release(holder_);
    }

   private:
    friend class RequestPace;
    Hold(RequestPace& pace, const Source& holder) : pace_(&pace), holder_(holder) {}

    RequestPace* pace_ = nullptr;  // null: it holds none
    Source holder_ = {};
  };
  static constexpr std::uint32_t holds_max = 32;  // of an address
  // Nothing: it holds too many. The hold must not outlive this.
  std::optional<Hold> hold(const Address& address);

 private:
  void release(const Source& holder);
  void forget_full(std::uint64_t now_us);

  // By when each has saved all that it can; there is nothing to remember of others.
  std::map<Source, std::uint64_t> full_at_us_;
  std::map<Source, std::uint32_t> holds_;
  std::uint64_t charges_ = 0;
};

}  // namespace uvchat::net
