#pragma once

#include <string>
#include <string_view>

#include "uvchat/http/websocket.h"

namespace uvchat::http {

// A client's frame: masked, and final unless it is said otherwise.
inline std::string client_frame(Opcode opcode, std::string_view payload, bool is_final = true) {
  constexpr std::string_view mask = "\x37\xfa\x21\x3d";
  std::string out;
  append_frame(opcode, payload, out);
  out.resize(out.size() - payload.size());
  if (!is_final) out[0] = static_cast<char>(out[0] & 0x7F);
  out[1] = static_cast<char>(out[1] | static_cast<char>(0x80));
  out += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out.push_back(static_cast<char>(payload[i] ^ mask[i % mask.size()]));
  }
  return out;
}

}  // namespace uvchat::http
