#include "net/websocket_framing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/http/client_frames.h"
#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

using http::client_frame;
using http::Opcode;
using http::Subprotocol;
using testing::ElementsAre;

// What a connection is taken to have said: its lines, "pong TEXT" for what it is answered at once,
// and "close CODE" for its end.
class Peer {
 public:
  void says(std::string_view bytes) {
    unread_ += bytes;
    while (true) {
      const Framing::Cut cut = framing_.next(unread_, Framing::Rest::may_come, memory_, scratch_);
      if (!scratch_.answer.empty()) heard.push_back("pong " + scratch_.answer.substr(2));
      scratch_.answer.clear();
      if (cut.end) {
        std::string farewell;
        framing_.say_farewell(memory_, farewell);
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(farewell[i]); };
        heard.push_back("close " + std::to_string(byte(2) * 256 + byte(3)));
      } else if (cut.found) {
        heard.push_back((cut.flaw == LineFlaw::none ? "" : "too long: ") + std::string(cut.line));
      }
      unread_.erase(0, cut.used);
      if (!cut.found && !cut.answered) break;
    }
    EXPECT_LT(unread_.size(), limits::unfinished_bytes_max);
  }
  std::vector<std::string> heard;

 private:
  WebSocketFraming framing_{Subprotocol::text};
  Framing::Memory memory_ = 0;
  Framing::Scratch scratch_;
  std::string unread_;
};

// The same, however the bytes come.
std::vector<std::string> heard_of(const std::string& bytes) {
  Peer whole;
  whole.says(bytes);
  Peer torn;
  for (const char c : bytes) torn.says({&c, 1});
  EXPECT_EQ(torn.heard, whole.heard);
  return whole.heard;
}

std::string text(std::string_view line) { return client_frame(Opcode::text, line); }
std::string part(Opcode opcode, std::string_view payload) {
  return client_frame(opcode, payload, false);
}
std::string last(std::string_view payload) { return client_frame(Opcode::continuation, payload); }

TEST(WebSocketIn, AMessageIsALine) {
  EXPECT_THAT(heard_of(text("NICK ana") + client_frame(Opcode::binary, "USER a 0 * :A")),
              ElementsAre("NICK ana", "USER a 0 * :A"));
}

TEST(WebSocketIn, AnEndOfLineMayStandAtItsEnd) {
  EXPECT_THAT(heard_of(text("PING a\r\n") + text("PING b\n") + text("\r\n") + text("")),
              ElementsAre("PING a", "PING b"));
}

TEST(WebSocketIn, TwoLinesInAMessageEndTheConnection) {
  EXPECT_THAT(heard_of(text("PRIVMSG #a :b\r\nOPER x y") + text("NICK c")),
              ElementsAre("close 1008"));
}

TEST(WebSocketIn, FragmentsAreOneLine) {
  EXPECT_THAT(heard_of(part(Opcode::text, "PING ") + part(Opcode::continuation, "") + last("ana") +
                       text("PING ben")),
              ElementsAre("PING ana", "PING ben"));
  EXPECT_THAT(heard_of(part(Opcode::text, "PING \xC3") + last("\xA4")), ElementsAre("PING ä"));
}

TEST(WebSocketIn, PingsAreAnsweredOnceAndPongsIgnored) {
  EXPECT_THAT(heard_of(client_frame(Opcode::ping, "1") + client_frame(Opcode::pong, "x") +
                       part(Opcode::text, "PING ") + client_frame(Opcode::ping, "2") +
                       client_frame(Opcode::pong, "y") + client_frame(Opcode::ping, "3") +
                       last("ana") + client_frame(Opcode::ping, "")),
              ElementsAre("pong 1", "pong 2", "pong 3", "PING ana", "pong "));
}

TEST(WebSocketIn, FragmentsOutOfOrderAreRefused) {
  EXPECT_THAT(heard_of(last("PING")), ElementsAre("close 1002"));
  EXPECT_THAT(heard_of(part(Opcode::text, "PING") + text("PING")), ElementsAre("close 1002"));
}

TEST(WebSocketIn, TextIsUtf8) {
  EXPECT_THAT(heard_of(text("PING \xFF")), ElementsAre("close 1007"));
  EXPECT_THAT(heard_of(client_frame(Opcode::binary, "PING \xFF")), ElementsAre("PING \xFF"));
  EXPECT_THAT(heard_of(part(Opcode::text, "PING \xC3") + last("x")), ElementsAre("close 1007"));
}

TEST(WebSocketIn, ACloseEndsTheConnectionAlsoBetweenFragments) {
  EXPECT_THAT(heard_of(client_frame(Opcode::close, "")), ElementsAre("close 1000"));
  EXPECT_THAT(
      heard_of(part(Opcode::text, "PING") + client_frame(Opcode::close, "\x0F\xA0") + last(" a")),
      ElementsAre("close 4000"));
}

TEST(WebSocketIn, LongLinesAreJudgedAsElsewhere) {
  const std::string longest(limits::client_line_bytes_max - 2, 'x');
  EXPECT_THAT(heard_of(text(longest)), ElementsAre(longest));
  EXPECT_THAT(heard_of(text(longest + "x")),
              ElementsAre("too long: " + std::string(limits::line_bytes_max, 'x')));
}

TEST(WebSocketIn, EndlessMessagesEndTheConnection) {
  EXPECT_THAT(heard_of(text(std::string(limits::unfinished_bytes_max, 'x'))),
              ElementsAre("close 1009"));
  std::string drip = part(Opcode::text, "x");
  while (drip.size() < limits::unfinished_bytes_max) drip += part(Opcode::continuation, "x");
  EXPECT_THAT(heard_of(drip), ElementsAre("close 1009"));
  std::string pings = part(Opcode::text, "x");
  while (pings.size() < limits::unfinished_bytes_max) pings += client_frame(Opcode::pong, "");
  EXPECT_THAT(heard_of(pings), ElementsAre("close 1009"));
}

TEST(WebSocketOut, EachLineIsAMessageOfTheSubprotocolsKind) {
  std::string buffer;
  WebSocketFraming in_text(Subprotocol::text);
  WebSocketFraming in_binary(Subprotocol::binary);
  EXPECT_EQ(in_text.framed("a\r\nbc\r\n", buffer),
            "\x81\x01"
            "a\x81\x02"
            "bc");
  EXPECT_EQ(in_binary.framed("\xFF\r\n", buffer), "\x82\x01\xFF");
  EXPECT_EQ(in_text.framed("\xFF\r\n\xC3\xA4\r\n", buffer), "\x81\x03\xEF\xBF\xBD\x81\x02\xC3\xA4");
}

}  // namespace
}  // namespace uvchat::net
