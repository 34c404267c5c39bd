#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/cipher/line.h"
#include "uvchat/cipher/root_key.h"

namespace uvchat::cipher {

struct Opened {
  LineClass line_class = LineClass::clear;
  bool forged_or_damaged = false;  // of `damaged`: it has the form of a line, and does not open
  std::optional<KeyId> key_id;     // of `other_key`: the key that would open it
  std::string version;             // of `unknown_version`: its digits
  std::string text;                // of `ok`: UTF-8 without NUL, CR, LF; may be empty
  std::uint32_t time_s = 0;        // of `ok`: the sender's clock, seconds since 1970 UTC
  std::string nonce = {};          // of `ok`, but of no topic: 12 bytes
};

// The keys of one conversation (a room, or two people), and the nonces that were seen in it
// (docs/ciphered-lines.md, sections 4 to 7).
//
// `target` is the room or the addressed nick and `sender` the nick that the line comes from, both
// as the server spells them; the sender of a topic is ignored. Owned by one thread.
//
// Invariant: one key is current and seals; the others only read.
class Conversation {
 public:
  Conversation();
  Conversation(Conversation&&) noexcept;
  Conversation& operator=(Conversation&&) noexcept;
  ~Conversation();

  // Becomes current; the one before only reads from now on. A key that is here already becomes
  // current again. `sealed_before`: how many lines it may have sealed in another process.
  void add_key(RootKey root, std::uint64_t sealed_before = 0);
  // How many lines the current key may have sealed. REQUIRES: has_key().
  std::uint64_t sealed_count() const;
  bool has_key() const { return current() != nullptr; }
  // The current one first. Valid until the next add_key().
  std::vector<const RootKey*> keys() const;
  // Null without a key. Valid until the next add_key().
  const RootKey* current() const;

  // The ciphered line. `remember`: without echo-message the sender remembers its own nonce now.
  // Fails, with a sentence for the user, where the text is not UTF-8 or has a NUL or a line break
  // in it, and after 2^32 lines. REQUIRES: has_key().
  Result<std::string> seal(LineKind kind, std::string_view target, std::string_view sender,
                           std::string_view text, std::uint32_t time_s, bool remember);

  // `line` may be anything. The nonce of a line that opens is remembered; the last 65,536 are.
  Opened open(LineKind kind, std::string_view target, std::string_view sender,
              std::string_view line);

  // The same for a line of the past, which the server tells again whenever it is asked: one that
  // was opened before opens once more, and the caller drops those that it still shows, by their
  // nonce. Its nonce is remembered apart from those of open(), so that no number of lines of the
  // past makes open() forget one; but open() knows both, and a line of the past that comes as new
  // is `replayed`.
  Opened open_past(LineKind kind, std::string_view target, std::string_view sender,
                   std::string_view line);

  // The conversation is emptied to be loaded again.
  void forget_nonces();

 private:
  class Ring;
  std::unique_ptr<Ring> ring_;
};

}  // namespace uvchat::cipher
