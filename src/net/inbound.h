#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/settings.h"
#include "uvchat/hub/event.h"

namespace uvchat::net {

// Splits a connection's input into lines. IRC lines do not depend on how the network split the
// bytes. The classroom's protocol has no framing, so what one read returns is a message.
// Owner: the loop's thread. Stores one number; the bytes stay with the caller.
//
// irc        a line ends with LF or CR LF; empty lines are skipped. A line longer than
//            limits::client_line_bytes_max, including its end, is reported once as
//            LineFlaw::too_long with its first 512 bytes; the rest up to its LF is discarded.
//            A line longer than limits::input_ring_bytes_max is `endless`: no IRC client sends it.
// classroom  what was received is a message of at most 1,024 bytes, split between characters; CR,
// LF
//            and NUL separate messages. It is deciphered, and invalid UTF-8 becomes U+FFFD.
class Inbound {
 public:
  enum class Rest : std::uint8_t {
    may_come,  // an unfinished character at the end may still be completed
    is_all,    // it will not be: do not wait for it
  };

  struct Cut {
    std::size_t used = 0;  // bytes at the front that were consumed, with or without a line
    bool found = false;    // `line` holds a line, never an empty one
    bool endless = false;  // reported once, for a line that was already reported as too long
    LineFlaw flaw = LineFlaw::none;
    std::string_view line;  // points into `bytes` or `scratch`
  };

  // The next line of `bytes`, the input not consumed so far. If none is found, the bytes after
  // `used` are an unfinished line (shorter than limits::client_line_bytes_max) or character.
  Cut next(std::string_view bytes, const Profile& profile, Rest rest, std::string& scratch);

 private:
  Cut next_irc(std::string_view bytes);

  std::uint32_t discarded_ = 0;  // bytes discarded of the current too-long line; 0: not in one
};

}  // namespace uvchat::net
