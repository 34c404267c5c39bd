#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/cipher/secret.h"

// The key of a conversation (docs/ciphered-lines.md, sections 3 and 4).

namespace uvchat::cipher {

// Stands at the head of every line, tells nothing of the key, and commits to it.
using KeyId = std::array<std::uint8_t, 16>;

// Its first 8 hex digits: what people see of it.
std::string short_key_id(const KeyId& id);

// 32 secret bytes with their id. Copied only by clone(), wiped when it goes.
class RootKey {
 public:
  static constexpr std::size_t bytes_count = 32;

  explicit RootKey(std::span<const std::uint8_t, bytes_count> bytes);

  RootKey clone() const { return RootKey(bytes()); }
  const KeyId& id() const { return id_; }
  // For keeping on disk, if the user asks for it.
  std::span<const std::uint8_t, bytes_count> bytes() const { return bytes_.bytes(); }

 private:
  SecretBytes<bytes_count> bytes_;
  KeyId id_;
};

// Argon2id: 70 to 130 ms and 64 MiB, so never on an event loop's thread. `prepared` comes from
// prepare_passphrase(), `label` from names.h. Thread-safe. Fails where memory is short.
Result<RootKey> derive_root(const SecretString& prepared, std::string_view label);

}  // namespace uvchat::cipher
