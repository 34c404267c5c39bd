#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/settings.h"
#include "uvchat/base/address_gate.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/request.h"

namespace uvchat::simulation {

// What server and hub are to be told.
inline constexpr std::size_t connections_max = 24;
inline constexpr std::size_t newcomers_room = 12;  // half of so few
inline constexpr std::string_view gateway_address = "198.51.100.1";
inline constexpr std::string_view gateway_password = "gate";
inline constexpr std::string_view exempt_address = "192.0.2.1";
AddressLimits address_limits();

// By which addresses are told apart: of IPv6 the first half. Those of the simulation are written
// with "::" there.
inline std::string source_of(std::string_view address) {
  return std::string(address.substr(0, address.find("::")));
}

// How often somebody may come, told again by those rules: so many at once, so many in a time, of
// which each begins with the first who comes.
class Comings {
 public:
  // Empty: it is in, as `who`. Otherwise why it is not.
  std::string come(std::uint64_t who, std::string_view address, std::uint64_t now_ms);
  // The same without any limit but this one.
  std::string come_of(std::size_t at_once_max, std::uint64_t who, std::string_view address);
  // Does nothing for who is not in.
  void go(std::uint64_t who) { in_.erase(who); }
  bool has(std::uint64_t who) const { return in_.contains(who); }
  std::size_t count(std::string_view address) const;

 private:
  struct Window {
    std::uint64_t begun_ms = 0;
    int came = 0;
  };
  std::map<std::uint64_t, std::string> in_;  // whence
  std::map<std::string, Window> windows_;
};

inline constexpr std::uint32_t flood_burst_lines = 5;
inline constexpr std::uint32_t flood_lines_per_second = 5;

// How fast somebody may speak, told again: so many lines at once, and then as they are earned; and
// none while a penalty lasts.
class Pace {
 public:
  // A line that was admitted after `since_ms` and not after `now_ms`. False: too early.
  bool speaks(std::uint64_t since_ms, std::uint64_t now_ms, std::size_t bytes);
  // Of all who are logged in to an account together: when a line that comes now may be heard.
  std::uint64_t turn_ms(std::uint64_t now_ms, std::size_t bytes);
  void fined(std::uint64_t now_ms, std::uint64_t ms);

 private:
  std::uint64_t full_at_ms_ = 0;
  std::uint64_t shut_until_ms_ = 0;
};

// Who may connect, told again.
class Door {
 public:
  // Empty: it is in, as `who`. Otherwise why it is not.
  std::string come(std::uint64_t who, std::string_view address, bool classroom, Now now);
  // A D-line holds from now on, or no longer.
  void told(const DlineChanged& change);
  const std::vector<ServerBan>& dlines() const { return dlines_; }
  // The hub knows for whom a gateway's connection is.
  void count_by_hub(std::uint64_t who) { gateways_.go(who); }
  void go(std::uint64_t who);
  std::size_t open() const { return open_; }

 private:
  Comings addresses_;
  Comings gateways_;
  std::vector<ServerBan> dlines_;  // in the order of setting
  std::size_t open_ = 0;
};

}  // namespace uvchat::simulation
