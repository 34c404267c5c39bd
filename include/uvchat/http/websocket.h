#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "uvchat/http/message.h"

// WebSocket (RFC 6455): the handshake from the server's side, and frames. Extensions are not
// offered.

namespace uvchat::http {

// Subprotocols of IRC (ircv3.net/specs/extensions/websocket).
enum class Subprotocol : std::uint8_t { text, binary };

struct WebSocketAccepted {
  Response response;
  Subprotocol subprotocol = Subprotocol::text;  // without one: text
};

bool asks_for_websocket(const Request& request);
// The 101 for a request that asks for a WebSocket, or what it gets instead.
// REQUIRES: asks_for_websocket(request).
tl::expected<WebSocketAccepted, Response> accept_websocket(const Request& request);

// What proves that a request with this key was understood (RFC 6455, 4.2.2).
std::string proof_of(std::string_view key);

enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

// Of a close frame (RFC 6455, 7.4.1).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  protocol_error = 1002,
  invalid_payload = 1007,
  policy_violation = 1008,
  too_big = 1009,
};

enum class Sender : std::uint8_t { client, server };

// A frame, as far as it has come. Sizes are in bytes.
struct Frame {
  enum class State : std::uint8_t {
    unfinished,  // of the head, or of the payload: head_bytes is 0 in the first case
    whole,
    invalid,  // its sender may not send it
  };
  State state = State::unfinished;
  bool is_final = false;
  Opcode opcode = Opcode::continuation;
  std::size_t head_bytes = 0;
  std::uint64_t payload_bytes = 0;
  std::array<std::uint8_t, 4> mask{};  // of a client's

  bool is_control() const { return (static_cast<std::uint8_t>(opcode) & 8U) != 0; }
  // REQUIRES, as of append_payload(): it is whole.
  std::size_t bytes() const { return head_bytes + static_cast<std::size_t>(payload_bytes); }
  // `bytes`: those that the frame was read from.
  void append_payload(std::string_view bytes, std::string& out) const;
};

Frame read_frame(std::string_view bytes, Sender sender = Sender::client);

// A final frame. `mask`: a client's has one, of four bytes.
void append_frame(Opcode opcode, std::string_view payload, std::string& out,
                  std::string_view mask = {});
void append_close(CloseCode code, std::string& out);

// The code to answer a close frame's payload with: its own, or protocol_error where it is
// malformed.
CloseCode answer_to_close(std::string_view payload);

}  // namespace uvchat::http
