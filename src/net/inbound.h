#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/settings.h"
#include "uvchat/hub/event.h"

namespace uvchat::net {

// Cuts a connection's input into lines. How the network tore the input apart makes no difference to
// an IRC session; a classroom session has no framing to go by, so to that it does.
// Owner: the loop. Keeps one number; the bytes stay with the caller.
//
// irc        a line ends with LF or CR LF; empty ones are skipped. One that is longer than
//            limits::client_line_bytes_max with its end is cut once, as LineFlaw::too_long with its
//            first 512 bytes; the rest up to its LF is discarded as it comes. One of over
//            limits::input_ring_bytes_max is `endless`: nobody who speaks IRC sends it.
// classroom  what has come is a message: at most 1,024 bytes of it, cut between characters; CR, LF
//            and NUL part messages. It is deciphered, and broken UTF-8 becomes U+FFFD.
class Inbound {
 public:
  enum class Rest : std::uint8_t {
    may_come,  // what is unfinished at the end may yet be completed
    is_all,    // a classroom's unfinished character is not waited for
  };

  struct Cut {
    std::size_t used = 0;  // bytes at the front that are done with, whether a line came of them
    bool found = false;    // `line` is one; it is never empty
    bool endless = false;  // said once, of a line that was cut before
    LineFlaw flaw = LineFlaw::none;
    std::string_view line;  // lies in `bytes` or in `scratch`
  };

  // The next line of `bytes`, the input that is not done with. When none is found, what is left
  // behind `used` is an unfinished line (shorter than limits::client_line_bytes_max) or character.
  Cut next(std::string_view bytes, const Profile& profile, Rest rest, std::string& scratch);

 private:
  Cut next_irc(std::string_view bytes);

  std::uint32_t discarded_ = 0;  // so far of a line that was too long; 0: within none
};

}  // namespace uvchat::net
