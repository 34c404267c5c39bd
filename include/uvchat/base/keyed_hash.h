#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// SipHash-2-4 under a secret key, so that nobody can choose names that collide. The key comes as
// an argument: in the simulation from the seed, in the server from the system.

namespace uvchat {

using HashKey = std::array<std::uint8_t, 16>;

std::uint64_t keyed_hash(const HashKey& key, std::string_view text);

// For hash maps whose keys are strings; looks up by view without making a string.
struct KeyedStringHash {
  using is_transparent = void;
  HashKey key{};
  std::size_t operator()(std::string_view text) const {
    return static_cast<std::size_t>(keyed_hash(key, text));
  }
};

}  // namespace uvchat
