#pragma once

#include "net/framing.h"

namespace uvchat::net {

// A line ends with LF or CR LF; empty lines are skipped. A line longer than
// limits::client_line_bytes_max, including its end, is reported once as LineFlaw::too_long with its
// first 512 bytes; the rest up to its LF is discarded. A line longer than
// limits::input_buffer_bytes_max ends the connection: no IRC client sends it. How the network split
// the bytes makes no difference.
class IrcFraming final : public Framing {
 public:
  // `memory`: how many bytes of the current too-long line were discarded; 0: not in one.
  Cut next(std::string_view bytes, Rest rest, Memory& memory, Scratch& scratch) override;
  std::string_view framed(std::string_view lines, std::string&) override { return lines; }
};

}  // namespace uvchat::net
