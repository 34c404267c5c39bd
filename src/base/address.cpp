#include "uvchat/base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "uvchat/base/assert.h"

namespace uvchat {
namespace {

constexpr std::size_t mapped_bits = 96;
constexpr std::size_t mapped_bytes = mapped_bits / 8;
constexpr std::array<std::uint8_t, mapped_bytes> mapped_prefix{0, 0, 0, 0, 0,    0,
                                                               0, 0, 0, 0, 0xFF, 0xFF};

// The bits of byte `at` that belong to a prefix.
std::uint8_t mask(std::size_t prefix_bits, std::size_t at) {
  const std::size_t bits = std::min<std::size_t>(prefix_bits - std::min(prefix_bits, at * 8), 8);
  return static_cast<std::uint8_t>(0xFF00U >> bits);
}

std::optional<std::size_t> parse_bits(std::string_view text, std::size_t bits_max) {
  std::size_t bits = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, bits);
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  if (parsed.ec != std::errc() || parsed.ptr != end || leading_zero || bits > bits_max) {
    return std::nullopt;
  }
  return bits;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> ended{};
  if (text.size() >= ended.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), ended.begin());
  Address address;
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, ended.data(), address.bytes.data()) != 1) return std::nullopt;
    return address;
  }
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  if (inet_pton(AF_INET, ended.data(), &address.bytes[mapped_bytes]) != 1) return std::nullopt;
  return address;
}

bool Address::is_v4() const {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> ended{};
  const char* written = is_v4()
                            ? inet_ntop(AF_INET, &bytes[mapped_bytes], ended.data(), ended.size())
                            : inet_ntop(AF_INET6, bytes.data(), ended.data(), ended.size());
  UVCHAT_ASSERT(written != nullptr);
  return written;
}

bool Address::is_loopback() const {
  static const Network v4 = *Network::parse("127.0.0.0/8");
  static const Address v6 = *Address::parse("::1");
  return v4.contains(*this) || *this == v6;
}

Address Address::source() const { return is_v4() ? *this : Network::of(*this, 64).base; }

std::size_t AddressHash::operator()(const Address& address) const {
  const auto* bytes = reinterpret_cast<const char*>(address.bytes.data());
  return KeyedStringHash{key}(std::string_view(bytes, address.bytes.size()));
}

Network Network::of(const Address& address, std::size_t prefix_bits) {
  UVCHAT_ASSERT(prefix_bits <= bits_max);
  Network network{address, prefix_bits};
  for (std::size_t at = 0; at < address.bytes.size(); ++at) {
    network.base.bytes[at] &= mask(prefix_bits, at);
  }
  return network;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return of(*address);
  // What is written with colons counts its bits as IPv6, whatever it means.
  const bool dotted = text.substr(0, slash).find(':') == std::string_view::npos;
  const std::size_t before = dotted ? mapped_bits : 0;
  const auto bits = parse_bits(text.substr(slash + 1), bits_max - before);
  if (!bits) return std::nullopt;
  return of(*address, before + *bits);
}

bool Network::contains(const Address& address) const {
  for (std::size_t at = 0; at * 8 < prefix_bits; ++at) {
    if (((address.bytes[at] ^ base.bytes[at]) & mask(prefix_bits, at)) != 0) return false;
  }
  return true;
}

bool is_in_any(const std::vector<Network>& networks, const Address& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.contains(address); });
}

std::string Network::text() const {
  if (prefix_bits == bits_max) return base.text();
  const std::size_t before = base.is_v4() && prefix_bits >= mapped_bits ? mapped_bits : 0;
  return base.text() + "/" + std::to_string(prefix_bits - before);
}

}  // namespace uvchat
