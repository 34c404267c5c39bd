#include "client/websocket_end.h"

#include <openssl/rand.h>

#include <algorithm>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/utf8.h"

namespace uvchat::client {
namespace {

using http::Frame;
using http::Opcode;

std::string bytes_of(std::uint64_t number, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(number >> 8 * i));
  return bytes;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  UVCHAT_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed) == 1);
  return seed;
}

}  // namespace

// Masks keep what a page sends from being taken for another protocol's bytes. They need not be
// secret here, where no page chooses what is sent.
WebSocketEnd::WebSocketEnd(std::string host) : host_(std::move(host)), masks_(random_seed()) {
  key_ = to_base64(bytes_of(masks_.next(), 8) + bytes_of(masks_.next(), 8));
}

std::string WebSocketEnd::request() const {
  return "GET / HTTP/1.1\r\nHost: " + host_ +
         "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Protocol: text.ircv3.net\r\nSec-WebSocket-Key: " +
         key_ + "\r\n\r\n";
}

WebSocketEnd::Status WebSocketEnd::begin(std::string_view& in) {
  const std::size_t before = unread_.size();
  unread_ += in;
  const std::size_t end = unread_.find("\r\n\r\n");
  if (end == std::string::npos) {
    in = {};
    if (unread_.size() <= head_bytes_max) return Status::wants_input;
    return fail_with("its answer does not end");
  }
  in.remove_prefix(end + 4 - before);
  const std::string head = std::exchange(unread_, {}).substr(0, end + 2);
  const std::string first = printable(head.substr(0, std::min<std::size_t>(head.find("\r\n"), 80)));
  if (!first.starts_with("HTTP/1.1 101 ")) return fail_with("it answers \"" + first + "\"");
  if (head.find(" " + http::proof_of(key_) + "\r\n") == std::string::npos) {
    return fail_with("its answer belongs to another request");
  }
  return Status::done;
}

WebSocketEnd::Status WebSocketEnd::read(std::string_view in, std::string& lines, std::string& out) {
  unread_ += in;
  std::string_view rest = unread_;
  Status status = Status::wants_input;
  while (status == Status::wants_input) {
    const Frame frame = http::read_frame(rest, http::Sender::server);
    if (frame.state == Frame::State::invalid || frame.payload_bytes > message_bytes_max) {
      status = fail_with("it sends what is no frame");
      break;
    }
    if (frame.state == Frame::State::unfinished) break;
    std::string payload;
    if (!frame.is_control()) {
      frame.append_payload(rest, lines);
      if (frame.is_final) lines += "\r\n";
    } else if (frame.opcode == Opcode::ping) {
      frame.append_payload(rest, payload);
      append_frame(Opcode::pong, payload, out);
    } else if (frame.opcode == Opcode::close) {
      status = Status::closed;
    }
    rest.remove_prefix(frame.bytes());
  }
  unread_.erase(0, unread_.size() - rest.size());
  return status;
}

void WebSocketEnd::write(std::string_view lines, std::string& out) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    append_frame(Opcode::text, line, out);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

void WebSocketEnd::close(std::string& out) { append_frame(Opcode::close, "\x03\xE8", out); }

void WebSocketEnd::append_frame(Opcode opcode, std::string_view payload, std::string& out) {
  http::append_frame(opcode, payload, out, bytes_of(masks_.next(), http::Frame{}.mask.size()));
}

WebSocketEnd::Status WebSocketEnd::fail_with(std::string why) {
  why_ = std::move(why);
  return Status::failed;
}

}  // namespace uvchat::client
