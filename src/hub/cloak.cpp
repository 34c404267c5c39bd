#include "hub/cloak.h"

#include <algorithm>
#include <vector>

#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

std::string part(const HashKey& key, std::string_view network, int digits) {
  constexpr std::string_view hex = "0123456789abcdef";
  const std::uint64_t hash = keyed_hash(key, network);
  std::string text;
  for (int i = 0; i < digits; ++i) text.push_back(hex[(hash >> (4 * i)) & 15]);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

// The eight groups of a numeric IPv6 address, as it comes from getnameinfo: "::" filled in.
std::vector<std::string> ipv6_groups(std::string_view address) {
  address = address.substr(0, address.find('%'));
  std::vector<std::string> groups;
  const std::size_t gap = address.find("::");
  auto add = [&groups](std::string_view half) {
    if (half.empty()) return;
    for (const std::string_view group : split(half, ':')) groups.emplace_back(group);
  };
  add(address.substr(0, gap));
  if (gap == std::string_view::npos) return groups;
  const std::size_t before = groups.size();
  add(address.substr(gap + 2));
  while (groups.size() < 8) groups.insert(groups.begin() + static_cast<long>(before), "0");
  return groups;
}

}  // namespace

// Each part hashes its whole network prefix, so equal parts mean equal networks and nothing else.
std::string cloaked_host(const HashKey& key, std::string_view address) {
  if (address.find(':') == std::string_view::npos) {
    const std::string_view net24 = address.substr(0, address.rfind('.'));
    const std::string_view net16 = net24.substr(0, net24.rfind('.'));
    return part(key, address, 8) + "." + part(key, net24, 8) + "." + part(key, net16, 8) + ".ip4";
  }
  const std::vector<std::string> groups = ipv6_groups(address);
  auto network = [&groups](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count && i < groups.size(); ++i) text += groups[i] + ":";
    return text;
  };
  return part(key, network(4), 8) + "." + part(key, network(3), 8) + "." +
         part(key, network(2), 8) + ".ip6";
}

std::string address_word(std::string_view address) {
  return (address.starts_with(':') ? "0" : "") + std::string(address);
}

bool is_host_word(std::string_view host) {
  return !host.empty() && host.size() <= limits::host_bytes_max && host.front() != ':' &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':' || c == '/';
         });
}

}  // namespace uvchat::hub
