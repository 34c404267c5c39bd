#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "uvchat/base/address.h"
#include "uvchat/base/assert.h"

namespace {

bool bit(const uvchat::Address& address, std::size_t at) {
  return (address.bytes[at / 8] >> (7 - at % 8) & 1) != 0;
}

}  // namespace

// The first line is a network, the second an address: what is taken is written in one way, and the
// network contains the address exactly where their first bits are equal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using uvchat::Address;
  using uvchat::Network;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view first = text.substr(0, text.find('\n'));
  const auto network = Network::parse(first);
  const auto address = Address::parse(text.substr(std::min(first.size() + 1, size)));
  if (address) UVCHAT_ASSERT(Address::parse(address->text()) == address);
  if (!network) return 0;
  UVCHAT_ASSERT(Network::parse(network->text()) == network);
  UVCHAT_ASSERT(network->contains(network->base));
  if (!address) return 0;
  bool equal = true;
  for (std::size_t at = 0; at < network->prefix_bits; ++at) {
    equal = equal && bit(network->base, at) == bit(*address, at);
  }
  UVCHAT_ASSERT(network->contains(*address) == equal);
  return 0;
}
