#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cipher/gcm.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/cipher/line.h"
#include "uvchat/cipher/root_key.h"

// The keys under which lines are enciphered (docs/ciphered-lines.md, section 4): one for each kind,
// target and sender, so that a relay cannot pass a line off as another's.

namespace uvchat::cipher {

// What HKDF is told of a line. Names as the server sends them; a topic's sender is left out.
std::string line_key_info(LineKind kind, std::string_view target, std::string_view sender);

// Which line key it is, without telling it.
using LineKeyName = std::array<std::uint8_t, 16>;

struct LineKey {
  AesKey key;
  LineKeyName name;
};

// A root key and the line keys made from it. Owned by one thread.
class LineKeys {
 public:
  // Bounds the cache: who sends is another's choice.
  static constexpr std::size_t keys_max = 1024;

  explicit LineKeys(RootKey root);

  const RootKey& root() const { return root_; }
  // Names of no more than so many bytes together, once folded: HKDF takes so much. Longer ones are
  // nobody's.
  static constexpr std::size_t names_bytes_max = 1024;

  // Valid until the next call. Null where the names are too long.
  const LineKey* of(LineKind kind, std::string_view target, std::string_view sender);

 private:
  RootKey root_;
  std::unordered_map<std::string, LineKey, KeyedStringHash> made_;
};

}  // namespace uvchat::cipher
