#include "net/websocket_framing.h"

#include <algorithm>

#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::net {
namespace {

using http::CloseCode;
using http::Frame;
using http::Opcode;

// A connection's memory: how many bytes of an unfinished message were looked at, so that a ping
// among them is answered once; and of one that has ended, the code that it is told.
constexpr Framing::Memory has_ended = Framing::Memory{1} << 31U;

// How a connection ends: what the peer is told, and what the hub is.
struct End {
  CloseCode code;
  EndReason reason = EndReason::broken_framing;
};

Framing::Cut end_with(const End& end, std::string_view bytes, Framing::Memory& memory) {
  memory = has_ended | static_cast<Framing::Memory>(end.code);
  Framing::Cut cut;
  cut.used = bytes.size();
  cut.end = end.reason;
  return cut;
}

// The way through the input from frame to frame, up to the first line.
struct Walk {
  enum class Message : std::uint8_t { none, text, binary };

  std::string_view bytes;
  Framing::Cut cut = {};
  std::size_t at = 0;               // the next frame
  Message message = Message::none;  // has begun at cut.used, and is not whole

  // Why the next frame ends the connection, however much of it has come.
  std::optional<End> flaw_of(const Frame& frame) const {
    if (frame.state == Frame::State::invalid) return End{CloseCode::protocol_error};
    const std::uint64_t bytes_then = frame.state == Frame::State::unfinished
                                         ? bytes.size() - cut.used + 1
                                         : at + frame.bytes() - cut.used;
    if (frame.payload_bytes > limits::unfinished_bytes_max ||
        bytes_then > limits::unfinished_bytes_max) {
      return End{CloseCode::too_big, EndReason::endless_line};
    }
    const bool goes_on = frame.opcode == Opcode::continuation;
    const bool is_due = frame.is_control() || goes_on == (message != Message::none);
    if (frame.state == Frame::State::whole && !is_due) return End{CloseCode::protocol_error};
    return std::nullopt;
  }

  std::optional<End> take_control(const Frame& frame, Framing::Memory& memory,
                                  std::string& answer) {
    std::string payload;
    frame.append_payload(bytes.substr(at), payload);
    if (frame.opcode == Opcode::close) return End{http::answer_to_close(payload), EndReason::eof};
    const bool is_new = at - cut.used >= memory;
    at += frame.bytes();
    if (message == Message::none) {
      cut.used = at;
    } else {
      memory = std::max(memory, static_cast<Framing::Memory>(at - cut.used));
    }
    if (frame.opcode == Opcode::ping && is_new) {
      http::append_frame(Opcode::pong, payload, answer);
      cut.answered = true;
    }
    return std::nullopt;
  }

  void take_part(const Frame& frame, std::string& line) {
    if (message == Message::none) {
      message = frame.opcode == Opcode::text ? Message::text : Message::binary;
    }
    frame.append_payload(bytes.substr(at), line);
    at += frame.bytes();
  }

  // The message is whole; an empty one is no line.
  std::optional<End> end_message(std::string& line) {
    if (message == Message::text && !utf8_valid(line)) return End{CloseCode::invalid_payload};
    if (line.ends_with('\n')) line.pop_back();
    if (line.ends_with('\r')) line.pop_back();
    if (line.find('\n') != std::string::npos) return End{CloseCode::policy_violation};
    message = Message::none;
    cut.used = at;
    cut.found = !line.empty();
    cut.line = line;
    if (line.size() + 2 > limits::client_line_bytes_max) {
      cut.flaw = LineFlaw::too_long;
      cut.line = cut.line.substr(0, limits::line_bytes_max);
    }
    return std::nullopt;
  }
};

}  // namespace

Framing::Cut WebSocketFraming::next(std::string_view bytes, Rest, Memory& memory,
                                    Scratch& scratch) {
  Walk walk{bytes};
  if ((memory & has_ended) != 0) {
    walk.cut.used = bytes.size();
    return walk.cut;
  }
  scratch.line.clear();
  while (true) {
    const Frame frame = http::read_frame(bytes.substr(walk.at));
    if (const auto flaw = walk.flaw_of(frame)) return end_with(*flaw, bytes, memory);
    if (frame.state == Frame::State::unfinished) return walk.cut;
    if (frame.is_control()) {
      if (const auto code = walk.take_control(frame, memory, scratch.answer)) {
        return end_with(*code, bytes, memory);
      }
      if (walk.cut.answered) return walk.cut;
      continue;
    }
    walk.take_part(frame, scratch.line);
    if (!frame.is_final) continue;
    memory = 0;
    if (const auto flaw = walk.end_message(scratch.line)) return end_with(*flaw, bytes, memory);
    if (walk.cut.found) return walk.cut;
  }
}

std::string_view WebSocketFraming::framed(std::string_view lines, std::string& buffer) {
  buffer.clear();
  const bool is_text = subprotocol_ == http::Subprotocol::text;
  std::string mended;
  if (is_text && !utf8_valid(lines)) {
    mended = utf8_mended(lines);
    lines = mended;
  }
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    http::append_frame(is_text ? Opcode::text : Opcode::binary, line, buffer);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return buffer;
}

void WebSocketFraming::say_farewell(Memory memory, std::string& out) {
  const bool is_told = (memory & has_ended) != 0;
  http::append_close(is_told ? static_cast<CloseCode>(memory & ~has_ended) : CloseCode::normal,
                     out);
}

}  // namespace uvchat::net
