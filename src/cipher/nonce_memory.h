#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_set>

#include "cipher/gcm.h"
#include "cipher/line_key.h"
#include "uvchat/base/keyed_hash.h"

namespace uvchat::cipher {

// Which nonces were used under which line key, the last nonces_max of them. Owned by one thread.
class NonceMemory {
 public:
  static constexpr std::size_t nonces_max = 65'536;

  NonceMemory();

  bool knows(const LineKeyName& key, const Nonce& nonce) const;
  // Remembering twice is remembering once.
  void remember(const LineKeyName& key, const Nonce& nonce);
  void forget();

 private:
  using Use = std::array<std::uint8_t, sizeof(LineKeyName) + sizeof(Nonce)>;

  // Under a secret: nonces are their senders' choice.
  struct UseHash {
    HashKey key{};
    std::size_t operator()(const Use& use) const;
  };

  static Use use_of(const LineKeyName& key, const Nonce& nonce);

  std::unordered_set<Use, UseHash> uses_;
  std::deque<const Use*> oldest_first_;  // into uses_
};

}  // namespace uvchat::cipher
