#pragma once

#include <string>
#include <string_view>

#include "uvchat/http/websocket.h"

namespace uvchat::http {

// A client's frame, final unless it is said otherwise.
inline std::string client_frame(Opcode opcode, std::string_view payload, bool is_final = true) {
  std::string out;
  append_frame(opcode, payload, out, "\x37\xfa\x21\x3d");
  if (!is_final) out[0] = static_cast<char>(out[0] & 0x7F);
  return out;
}

}  // namespace uvchat::http
