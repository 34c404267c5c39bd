#include "uvchat/http/websocket.h"

#include <gtest/gtest.h>

#include "tests/http/client_frames.h"

namespace uvchat::http {
namespace {

using State = Frame::State;

Request upgrade(std::string_view subprotocols = {}) {
  Request request;
  request.method = "GET";
  request.fields = {{"connection", "Upgrade"},
                    {"upgrade", "WebSocket"},
                    {"sec-websocket-version", "13"},
                    {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  if (!subprotocols.empty()) {
    request.fields.push_back({"sec-websocket-protocol", std::string(subprotocols)});
  }
  return request;
}

std::string value(const Response& response, std::string_view name) {
  for (const Field& field : response.fields) {
    if (field.name == name) return field.value;
  }
  return "(none)";
}

// The example of RFC 6455, 1.3.
TEST(WebSocketHandshake, ProvesThatTheRequestWasUnderstood) {
  EXPECT_EQ(value(accept_websocket(upgrade())->response, "Sec-WebSocket-Accept"),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketHandshake, AgreesOnTheFirstSubprotocolThatIsKnown) {
  const auto agreed = [](std::string_view offered) {
    return value(accept_websocket(upgrade(offered))->response, "Sec-WebSocket-Protocol");
  };
  EXPECT_EQ(agreed("text.ircv3.net"), "text.ircv3.net");
  EXPECT_EQ(agreed("chat, binary.ircv3.net,text.ircv3.net"), "binary.ircv3.net");
  EXPECT_EQ(agreed("chat"), "(none)");
  EXPECT_EQ(agreed(""), "(none)");
  EXPECT_EQ(accept_websocket(upgrade("binary.ircv3.net"))->subprotocol, Subprotocol::binary);
  EXPECT_EQ(accept_websocket(upgrade())->subprotocol, Subprotocol::text);
}

TEST(WebSocketFrames, AreReadAsTheyCome) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65'535U, 65'536U}) {
    const std::string payload(size, 'x');
    const std::string bytes = client_frame(Opcode::text, payload);
    for (const std::size_t cut : {std::size_t{1}, std::size_t{5}, bytes.size() - 1}) {
      EXPECT_EQ(read_frame(std::string_view(bytes).substr(0, cut)).state, State::unfinished);
    }
    const Frame frame = read_frame(bytes + "more");
    ASSERT_EQ(frame.state, State::whole) << size;
    EXPECT_EQ(frame.opcode, Opcode::text);
    EXPECT_TRUE(frame.is_final);
    EXPECT_EQ(frame.bytes(), bytes.size());
    std::string got;
    frame.append_payload(bytes, got);
    EXPECT_EQ(got, payload);
  }
}

TEST(WebSocketFrames, OfAServerHaveNoMask) {
  const auto begin = [](std::size_t size) {
    std::string out;
    append_frame(Opcode::text, std::string(size, 'x'), out);
    return out.substr(0, out.size() - size);
  };
  using namespace std::string_literals;
  EXPECT_EQ(begin(0), "\x81\x00"s);
  EXPECT_EQ(begin(125), "\x81\x7d"s);
  EXPECT_EQ(begin(126), "\x81\x7e\x00\x7e"s);
  EXPECT_EQ(begin(65'535), "\x81\x7e\xff\xff"s);
  EXPECT_EQ(begin(65'536), "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
}

TEST(WebSocketFrames, ThatNoClientMaySend) {
  using namespace std::string_literals;
  const auto state = [](const std::string& head) {
    return read_frame(head + std::string(20, '\0')).state;
  };
  EXPECT_EQ(state("\x81\x05"s), State::invalid);          // no mask
  EXPECT_EQ(state("\xC1\x80"s), State::invalid);          // a reserved bit
  EXPECT_EQ(state("\x83\x80"s), State::invalid);          // no opcode
  EXPECT_EQ(state("\x8B\x80"s), State::invalid);          // no opcode
  EXPECT_EQ(state("\x09\x80"s), State::invalid);          // a ping in fragments
  EXPECT_EQ(state("\x89\xFE\x00\x7E"s), State::invalid);  // a long ping
  EXPECT_EQ(state("\x81\xFE\x00\x7D"s), State::invalid);  // a size too long written
  EXPECT_EQ(state("\x81\xFF\x00\x00\x00\x00\x00\x00\xFF\xFF"s), State::invalid);
  EXPECT_EQ(state("\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x00"s), State::invalid);
}

TEST(WebSocketClose, IsAnsweredWithItsCode) {
  const auto answer = [](unsigned code, std::string_view reason = {}) {
    std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code)};
    return static_cast<unsigned>(answer_to_close(payload.append(reason)));
  };
  EXPECT_EQ(answer_to_close(""), CloseCode::normal);
  EXPECT_EQ(answer_to_close("x"), CloseCode::protocol_error);
  for (const unsigned code : {1000U, 1001U, 1003U, 1011U, 3000U, 4999U}) {
    EXPECT_EQ(answer(code, "bye"), code);
  }
  for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2999U, 5000U, 65'535U}) {
    EXPECT_EQ(answer(code), 1002U) << code;
  }
  EXPECT_EQ(answer(1000, "\xFF"), 1007U);
}

}  // namespace
}  // namespace uvchat::http
