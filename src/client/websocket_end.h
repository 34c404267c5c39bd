#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/random.h"
#include "uvchat/http/websocket.h"

namespace uvchat::client {

// A client's end of IRC over WebSocket (RFC 6455; the subprotocol text.ircv3.net), without a
// socket: lines become frames and frames lines. One thread at a time.
class WebSocketEnd {
 public:
  enum class Status : std::uint8_t { wants_input, done, closed, failed };
  static constexpr std::size_t head_bytes_max = 16 * 1024;     // of the server's answer
  static constexpr std::size_t message_bytes_max = 64 * 1024;  // of the server's

  // `host`: what the request is for.
  explicit WebSocketEnd(std::string host);

  // What is to be sent first.
  std::string request() const;
  // Takes the server's answer off the front of `in`, as far as it has come. Until it is done,
  // nothing else may be called.
  Status begin(std::string_view& in);
  // Takes all of it, appends the lines in it to `lines`, each with CR LF, and what is to be sent to
  // `out`. Never done: it wants input until the end.
  Status read(std::string_view in, std::string& lines, std::string& out);
  // Whole lines with their ends, as frames.
  void write(std::string_view lines, std::string& out);
  void close(std::string& out);

  // Why it failed, without the name of the server.
  const std::string& why() const { return why_; }

 private:
  Status fail_with(std::string why);
  void append_frame(http::Opcode opcode, std::string_view payload, std::string& out);

  const std::string host_;
  SeededRandom masks_;
  std::string key_;
  std::string unread_;
  std::string why_;
};

}  // namespace uvchat::client
