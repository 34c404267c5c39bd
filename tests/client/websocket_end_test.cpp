#include "client/websocket_end.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::client {
namespace {

using http::Opcode;
using testing::HasSubstr;
using Status = WebSocketEnd::Status;

std::string key_in(const std::string& request) {
  constexpr std::string_view name = "Sec-WebSocket-Key: ";
  const std::size_t at = request.find(name) + name.size();
  return request.substr(at, request.find("\r\n", at) - at);
}

std::string answer_to(const std::string& request) {
  return "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " +
         http::proof_of(key_in(request)) + "\r\nUpgrade: websocket\r\n\r\n";
}

std::string of_server(Opcode opcode, std::string_view payload) {
  std::string frame;
  http::append_frame(opcode, payload, frame);
  return frame;
}

class WebSocketEndTest : public testing::Test {
 protected:
  void opens() {
    const std::string answer = answer_to(end.request());
    std::string_view in = answer;
    ASSERT_EQ(end.begin(in), Status::done);
  }
  Status hears(std::string_view bytes) { return end.read(bytes, lines, out); }

  WebSocketEnd end{"chat.example.org:8080"};
  std::string lines;
  std::string out;
};

TEST_F(WebSocketEndTest, AsksForTheHostThatItIsGiven) {
  EXPECT_THAT(end.request(), HasSubstr("\r\nHost: chat.example.org:8080\r\n"));
  EXPECT_NE(key_in(end.request()), key_in(WebSocketEnd("other").request()));
}

TEST_F(WebSocketEndTest, WaitsForAWholeAnswerAndLeavesWhatFollows) {
  const std::string answer = answer_to(end.request()) + "rest";
  std::string_view first = std::string_view(answer).substr(0, 10);
  EXPECT_EQ(end.begin(first), Status::wants_input);
  std::string_view second = std::string_view(answer).substr(10);
  EXPECT_EQ(end.begin(second), Status::done);
  EXPECT_EQ(second, "rest");
}

TEST_F(WebSocketEndTest, BelievesNoAnswerToAnotherRequest) {
  const std::string foreign = answer_to(WebSocketEnd("other").request());
  std::string_view in = foreign;
  EXPECT_EQ(end.begin(in), Status::failed);
  EXPECT_THAT(end.why(), HasSubstr("another request"));
}

TEST_F(WebSocketEndTest, SaysWhatAServerAnswersInstead) {
  std::string_view in = "HTTP/1.1 403 Forbidden\r\n\r\n";
  EXPECT_EQ(end.begin(in), Status::failed);
  EXPECT_THAT(end.why(), HasSubstr("HTTP/1.1 403 Forbidden"));
}

TEST_F(WebSocketEndTest, DoesNotReadAnAnswerWithoutAnEnd) {
  const std::string endless(WebSocketEnd::head_bytes_max + 1, 'x');
  std::string_view in = endless;
  EXPECT_EQ(end.begin(in), Status::failed);
}

TEST_F(WebSocketEndTest, MessagesAreLines) {
  opens();
  const std::string frames =
      of_server(Opcode::text, ":s 001") + of_server(Opcode::binary, ":s 002");
  for (const char c : frames) EXPECT_EQ(hears({&c, 1}), Status::wants_input);
  EXPECT_EQ(lines, ":s 001\r\n:s 002\r\n");
}

TEST_F(WebSocketEndTest, LinesAreMessagesThatTheServerUnderstands) {
  opens();
  end.write("NICK ana\r\nUSER a 0 * :A\r\n", out);
  std::string got;
  std::string_view rest = out;
  while (!rest.empty()) {
    const http::Frame frame = http::read_frame(rest);
    ASSERT_EQ(frame.state, http::Frame::State::whole);
    frame.append_payload(rest, got);
    got += "|";
    rest.remove_prefix(frame.bytes());
  }
  EXPECT_EQ(got, "NICK ana|USER a 0 * :A|");
}

TEST_F(WebSocketEndTest, AnswersPingsAndHearsTheEnd) {
  opens();
  EXPECT_EQ(hears(of_server(Opcode::ping, "x")), Status::wants_input);
  const http::Frame pong = http::read_frame(out);
  EXPECT_EQ(pong.opcode, Opcode::pong);
  EXPECT_EQ(hears(of_server(Opcode::close, "\x03\xE8")), Status::closed);
}

TEST_F(WebSocketEndTest, AServersMaskOrEndlessFrameEndsIt) {
  opens();
  std::string masked;
  http::append_frame(Opcode::text, "x", masked, "mask");
  EXPECT_EQ(hears(masked), Status::failed);
  WebSocketEnd other("a");
  const std::string answer = answer_to(other.request());
  std::string_view in = answer;
  ASSERT_EQ(other.begin(in), Status::done);
  EXPECT_EQ(other.read(std::string_view("\x81\x7F\0\0\0\0\0\1\0\1", 10), lines, out),
            Status::failed);
}

}  // namespace
}  // namespace uvchat::client
