#pragma once

#include "net/framing.h"
#include "uvchat/http/websocket.h"

namespace uvchat::net {

// IRC over WebSocket (RFC 6455; ircv3.net/specs/extensions/websocket): a message is a line without
// its CR LF. In, messages may be text or binary, whole or in fragments; out, they are of the
// subprotocol's kind, and as text with U+FFFD for what is no UTF-8.
//
// Pings are answered also between fragments. A peer that breaks the rules, or sends a message with
// more than one line, is told why by the code of the close frame.
class WebSocketFraming final : public Framing {
 public:
  explicit WebSocketFraming(http::Subprotocol subprotocol) : subprotocol_(subprotocol) {}

  Cut next(std::string_view bytes, Rest rest, Memory& memory, Scratch& scratch) override;
  std::string_view framed(std::string_view lines, std::string& buffer) override;
  void say_farewell(Memory memory, std::string& out) override;

 private:
  const http::Subprotocol subprotocol_;
};

}  // namespace uvchat::net
