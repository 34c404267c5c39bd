#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/keyed_hash.h"

// IP addresses and networks as numbers, for limits, bans and trusted peers. No name is looked up.

namespace uvchat {

// In network byte order; IPv4 stands in its place within IPv6 (RFC 4291, 2.5.5.2), so "10.0.0.1"
// and "::ffff:10.0.0.1" are one address.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  // Dotted IPv4 without leading zeros, or IPv6 (RFC 4291, 2.2) without brackets and zone.
  static std::optional<Address> parse(std::string_view text);
  bool is_v4() const;
  // IPv4 dotted, IPv6 in lower case with its longest run of zeros left out.
  std::string text() const;
  // The address that limits count: IPv4 itself, IPv6 its /64, because whoever has one address of a
  // /64 has them all.
  Address source() const;
  // Of this machine: 127.0.0.0/8 or ::1.
  bool is_loopback() const;

  bool operator==(const Address&) const = default;
};

// For hash maps whose keys are addresses.
struct AddressHash {
  HashKey key{};
  std::size_t operator()(const Address& address) const;
};

// The addresses that begin with the same `prefix_bits` as `base`. All other bits of `base` are 0.
struct Network {
  static constexpr std::size_t bits_max = 128;

  Address base;
  std::size_t prefix_bits = bits_max;  // an IPv4 network's are 96 more than people write

  // "10.0.0.0/8", "2001:db8::/32", or one address. Bits of the address beyond the prefix are
  // cleared: "10.1.2.3/8" is "10.0.0.0/8". "::/0" has the IPv4 addresses too, "0.0.0.0/0" has them
  // alone.
  static std::optional<Network> parse(std::string_view text);
  // REQUIRES: prefix_bits <= bits_max.
  static Network of(const Address& address, std::size_t prefix_bits = bits_max);

  bool contains(const Address& address) const;
  // The one way to write it, without the prefix where it is one address.
  std::string text() const;

  bool operator==(const Network&) const = default;
};

// Whether the address is in one of them.
bool is_in_any(const std::vector<Network>& networks, const Address& address);

}  // namespace uvchat
