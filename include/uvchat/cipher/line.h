#pragma once

#include <cstdint>
#include <string_view>

// What a ciphered line can be (docs/ciphered-lines.md, sections 1 and 5).

namespace uvchat::cipher {

enum class LineKind : std::uint8_t { privmsg, notice, topic };

constexpr std::string_view kind_name(LineKind kind) {
  switch (kind) {
    case LineKind::privmsg:
      return "PRIVMSG";
    case LineKind::notice:
      return "NOTICE";
    case LineKind::topic:
      break;
  }
  return "TOPIC";
}

// In the order in which a reader asks for them. Only `ok` has a text to show.
enum class LineClass : std::uint8_t { clear, unknown_version, damaged, other_key, replayed, ok };

}  // namespace uvchat::cipher
