#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/marker.h"
#include "loadtest/scenario.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::loadtest {

// What enciphering has cost the load generator itself.
struct CipherCost {
  std::uint64_t sealed = 0;
  std::int64_t sealing_ns = 0;
  std::uint64_t opened = 0;
  std::int64_t opening_ns = 0;
  std::uint64_t unreadable = 0;  // ciphered lines that did not open: they count as lost

  double us_per_sealed() const { return us_each(sealing_ns, sealed); }
  double us_per_opened() const { return us_each(opening_ns, opened); }

 private:
  static double us_each(std::int64_t ns, std::uint64_t count) {
    return count == 0 ? 0 : static_cast<double>(ns) / 1e3 / static_cast<double>(count);
  }
};

// Enciphers the lines of a run, and finds the markers in them again.
//
// Caesar's cipher leaves a marker as it is, so nothing has to be opened. Under aes1 it is part of
// what is sealed, and each delivery is opened. All clients are members of one conversation a room:
// with one for each of them, its nonces would take gigabytes. So a nonce is forgotten again as soon
// as its line is open, and a line that comes twice is the ledger's to find.
//
// Used by the loop's thread.
class LineCipher {
 public:
  // Fails where a key cannot be made.
  static Result<LineCipher> make(const Scenario& scenario);

  // Enciphers what `line` holds from `from` on: the text of a PRIVMSG of `nick` to `target`.
  void seal(std::string& line, std::size_t from, std::uint32_t room, std::string_view target,
            std::string_view nick);

  // The marker in a line that has come to a member of `room`; nothing where the line has none.
  std::optional<Marker> open(std::uint32_t room, std::string_view line);

  // The marker in the text of a line that bears it in clear; nothing where the text is not what was
  // said.
  std::optional<Marker> read_clear(std::string_view text, std::size_t payload_bytes) const;

  const CipherCost& cost() const { return cost_; }

 private:
  explicit LineCipher(const Scenario& scenario)
      : cipher_(scenario.cipher), conversations_(cipher_ == Cipher::aes1 ? scenario.rooms : 0) {}

  Cipher cipher_;
  std::vector<cipher::Conversation> conversations_;  // by room
  CipherCost cost_;
};

}  // namespace uvchat::loadtest
