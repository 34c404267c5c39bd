#include "net/http_streams.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/net/http_loop.h"

namespace uvchat::net {
namespace {

using http::client_frame;
using http::Opcode;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view well =
    "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Length: 3\r\n\r\nok\n";

class HttpStreamsTest : public HttpLoop {
 protected:
  // A file of so many bytes at /large.
  void serve_large(std::size_t bytes) {
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::path(testing::TempDir()) / ("uvchat_large_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "large") << std::string(bytes, 'x');
    site->files = http::Files::load(folder.string()).value();
    fs::remove_all(folder);
  }
};

TEST_F(HttpStreamsTest, ARequestIsAnsweredAndTheNextOneToo) {
  const ConnId ana = connect();
  says(ana, get);
  EXPECT_EQ(stream(ana).sent, well);
  turn();
  stream(ana).sent.clear();
  says(ana, get);
  EXPECT_EQ(stream(ana).sent, well);
  EXPECT_TRUE(heard.empty());
}

TEST_F(HttpStreamsTest, RequestsThatComeTogetherAreAnsweredInOrderOneARound) {
  const ConnId ana = connect();
  says(ana, std::string(get) + "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(get));
  EXPECT_EQ(stream(ana).sent, well);
  EXPECT_FALSE(stream(ana).reading);
  turns_until_quiet();
  const std::string head(well.substr(0, well.size() - 3));
  EXPECT_EQ(stream(ana).sent, std::string(well) + head + std::string(well));
  EXPECT_TRUE(stream(ana).reading);
}

TEST_F(HttpStreamsTest, ARequestMayComeByteByByte) {
  const ConnId ana = connect();
  for (const char c : get) {
    says(ana, {&c, 1});
    turn();
  }
  EXPECT_EQ(stream(ana).sent, well);
}

TEST_F(HttpStreamsTest, AClientThatWantsNoMoreIsLeftAfterItsAnswer) {
  const ConnId ana = connect();
  says(ana, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(stream(ana).sent, HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(stream(ana).shut);
  EXPECT_FALSE(stream(ana).closing);
  http.on_eof(ana.slot(), now);
  EXPECT_TRUE(stream(ana).closing);
  finish_close(ana);
}

TEST_F(HttpStreamsTest, AClientThatHasLeftIsNotWaitedForLong) {
  const ConnId ana = connect();
  says(ana, "nonsense\r\n\r\n");
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  turn();
  says(ana, "more nonsense");
  passes(limits::linger_ms_max);
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(HttpStreamsTest, ALargeFileIsWrittenInPiecesAndMeanwhileNothingIsRead) {
  constexpr std::size_t size = 5 * HttpStreams::piece_bytes + 7;
  serve_large(size);
  const ConnId ana = connect();
  says(ana, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_FALSE(stream(ana).reading);
  EXPECT_EQ(stream(ana).sent.size(), HttpStreams::piece_bytes);
  turn();
  EXPECT_EQ(stream(ana).sent.size(), 2 * HttpStreams::piece_bytes);
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, EndsWith("\r\n\r\n" + std::string(size, 'x')));
  EXPECT_TRUE(stream(ana).reading);
}

TEST_F(HttpStreamsTest, AStreamThatIsFullIsWaitedFor) {
  constexpr std::size_t size = 2 * HttpStreams::piece_bytes;
  serve_large(size);
  const ConnId ana = connect();
  stream(ana).room = 1'000;
  says(ana, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_FALSE(http.has_work());
  EXPECT_EQ(stream(ana).sent.size(), 1'000U);
  for (int i = 0; i < 4 && !stream(ana).under_way.empty(); ++i) {
    passes(HttpStreams::piece_ms_max - 1);
    finish_write(ana);
  }
  EXPECT_THAT(stream(ana).sent, EndsWith("\r\n\r\n" + std::string(size, 'x')));
  EXPECT_FALSE(stream(ana).closing);
}

TEST_F(HttpStreamsTest, AClientThatTakesNothingIsEnded) {
  serve_large(10'000);
  const ConnId ana = connect();
  stream(ana).room = 0;
  says(ana, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  passes(HttpStreams::piece_ms_max);
  EXPECT_TRUE(stream(ana).closing);
  finish_close(ana);
}

TEST_F(HttpStreamsTest, AClientThatDripsARequestIsEndedAsOneThatSaysNothing) {
  const ConnId ana = connect();
  const ConnId ben = connect();
  says(ana, get.substr(0, 5));
  for (std::uint64_t ms = 0; ms < HttpStreams::request_ms_max; ms += 1'000) {
    EXPECT_FALSE(stream(ana).closing);
    turn();
    says(ana, "x");
    passes(1'000);
  }
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_TRUE(stream(ben).closing);
}

TEST_F(HttpStreamsTest, EmptyLinesAreNoRequestAndGiveNoTime) {
  const ConnId ana = connect();
  for (std::uint64_t ms = 0; ms < HttpStreams::request_ms_max; ms += 1'000) {
    EXPECT_FALSE(stream(ana).closing);
    turn();
    says(ana, "\r\n");
    passes(1'000);
  }
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(HttpStreamsTest, BetweenTwoRequestsAClientMayPauseForATime) {
  const ConnId ana = connect();
  says(ana, get);
  turn();
  passes(HttpStreams::pause_ms_max - 1);
  EXPECT_FALSE(stream(ana).closing);
  passes(1);
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(HttpStreamsTest, AClientThatEndsItsSideStillHearsItsAnswer) {
  serve_large(10'000);
  const ConnId ana = connect();
  stream(ana).room = 100;
  says(ana, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  http.on_eof(ana.slot(), now);
  EXPECT_FALSE(stream(ana).closing);
  finish_write(ana);
  EXPECT_THAT(stream(ana).sent, EndsWith("xxx"));
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(HttpStreamsTest, ABrokenStreamIsClosedWhateverItDoes) {
  serve_large(1'000'000);
  const ConnId ana = connect();
  const ConnId ben = connect();
  says(ana, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  stream(ana).broken = true;
  turn();
  EXPECT_TRUE(stream(ana).closing);
  http.on_broken(ben.slot());
  EXPECT_TRUE(stream(ben).closing);
  finish_close(ana);
  finish_close(ben);
  EXPECT_FALSE(http.has_work());
}

TEST_F(HttpStreamsTest, AWebSocketCarriesLinesBothWays) {
  const ConnId ana = connect();
  says(ana, upgrade);
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
  EXPECT_THAT(stream(ana).sent, EndsWith("\r\n\r\n"));
  stream(ana).sent.clear();
  turn();
  says(ana, client_frame(Opcode::text, "NICK ana"));
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line NICK ana"));
  deliver(Deliveries().to(ana, ":s 001 ana :hi\r\n:s 002 ana :ho\r\n"));
  EXPECT_EQ(stream(ana).sent, "\x81\x0E:s 001 ana :hi\x81\x0E:s 002 ana :ho");
}

TEST_F(HttpStreamsTest, WhatFollowsTheUpgradeAtOnceCounts) {
  const ConnId ana = connect();
  says(ana, std::string(upgrade) + client_frame(Opcode::text, "NICK ana") +
                client_frame(Opcode::text, "USER a 0 * :A").substr(0, 4));
  turns_until_quiet();
  says(ana, client_frame(Opcode::text, "USER a 0 * :A").substr(4));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line NICK ana", "line USER a 0 * :A"));
}

TEST_F(HttpStreamsTest, TheEndOfAWebSocketIsToldAndAnswered) {
  const ConnId ana = connect_websocket();
  says(ana, client_frame(Opcode::close, "\x03\xE9"));
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended eof"));
  deliver(Deliveries().to(ana, "ERROR :bye\r\n").close(ana));
  EXPECT_EQ(stream(ana).sent,
            "\x81\x0A"
            "ERROR :bye\x88\x02\x03\xE9");
  EXPECT_TRUE(stream(ana).shut);
}

TEST_F(HttpStreamsTest, TheServerSaysGoodbyeWhenItEndsAWebSocket) {
  const ConnId ana = connect_websocket();
  deliver(Deliveries().close(ana));
  EXPECT_EQ(stream(ana).sent, "\x88\x02\x03\xE8");
}

TEST_F(HttpStreamsTest, AWebSocketThatBreaksTheRulesIsToldWhich) {
  const ConnId ana = connect_websocket();
  says(ana, "NICK ana\r\n");
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended broken_framing"));
  deliver(Deliveries().close(ana));
  EXPECT_EQ(stream(ana).sent, "\x88\x02\x03\xEA");
}

TEST_F(HttpStreamsTest, WhoAsksWithoutEndIsToldToComeLater) {
  user = Address::parse("192.0.2.1");
  const auto asks = [&](const char* path, int times) {
    const ConnId conn = connect();
    int answered = 0;
    while (answered < times && !stream(conn).closing) {
      stream(conn).sent.clear();
      says(conn, "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      turns_until_quiet();
      if (stream(conn).sent.find(" 429 ") != std::string::npos) break;
      ++answered;
    }
    return std::pair(answered, stream(conn).sent);
  };
  const int page = 12;
  for (int tab = 0; tab < 200; ++tab) ASSERT_EQ(asks("/", page).first, page) << "of a whole class";
  const auto [answered, last] = asks("/", 20'000);
  EXPECT_LT(answered, 8'192 - 200 * page);
  EXPECT_THAT(last, HasSubstr("HTTP/1.1 429 "));
  EXPECT_THAT(last, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_THAT(last, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(asks("/", page).first, 0) << "on another connection";
  user = Address::parse("192.0.2.2");
  EXPECT_EQ(asks("/", page).first, page);
  user.reset();
  EXPECT_EQ(asks("/", page).first, page);
  user = Address::parse("192.0.2.1");
  now.mono_ms += 1'000;
  EXPECT_EQ(asks("/", page).first, page);
}

TEST_F(HttpStreamsTest, OneUserDoesNotHoldAllOfAProxysConnections) {
  const auto asks = [&](ConnId conn) {
    stream(conn).sent.clear();
    says(conn, get);
    turns_until_quiet();
    return stream(conn).sent.substr(0, 12);
  };
  user = Address::parse("192.0.2.1");
  is_proxied = true;
  std::vector<ConnId> held;
  for (std::uint32_t i = 0; i < RequestPace::holds_max; ++i) {
    held.push_back(connect());
    ASSERT_EQ(asks(held.back()), "HTTP/1.1 200");
  }
  const ConnId last = connect();
  EXPECT_EQ(asks(last), "HTTP/1.1 429");
  EXPECT_THAT(stream(last).sent, HasSubstr("Connection: close\r\n")) << "for others to have it";
  EXPECT_EQ(asks(held.front()), "HTTP/1.1 200") << "a connection that is held is used again";
  user = Address::parse("192.0.2.2");
  EXPECT_EQ(asks(connect()), "HTTP/1.1 200");
  EXPECT_EQ(asks(held.front()), "HTTP/1.1 200") << "it is theirs now";
  user = Address::parse("192.0.2.1");
  EXPECT_EQ(asks(connect()), "HTTP/1.1 200");
  http.on_broken(held.back().slot());
  turn();
  finish_close(held.back());
  EXPECT_EQ(asks(connect()), "HTTP/1.1 200");
  EXPECT_EQ(asks(connect()), "HTTP/1.1 429");
  is_proxied = false;
  EXPECT_EQ(asks(connect()), "HTTP/1.1 200") << "without a proxy the gate counts";
}

TEST(RequestPace, OneWhoWasSentMuchWaitsUntilItIsPaid) {
  RequestPace pace;
  const Address ana = *Address::parse("2001:db8::1");
  const Address neighbour = *Address::parse("2001:db8::2");
  const Address ben = *Address::parse("2001:db8:0:1::1");
  constexpr std::uint64_t second = RequestPace::each_second_bytes;
  pace.charge(ana, RequestPace::saved_bytes_max - RequestPace::request_bytes, 5'000);
  EXPECT_EQ(pace.wait_ms(ana, 5'000), 0U);
  pace.charge(ana, 2 * second - RequestPace::request_bytes, 5'000);
  EXPECT_EQ(pace.wait_ms(ana, 5'000), 2'000U);
  EXPECT_EQ(pace.wait_ms(neighbour, 5'500), 1'500U) << "who has the same /64";
  EXPECT_EQ(pace.wait_ms(ben, 5'000), 0U);
  EXPECT_EQ(pace.wait_ms(ana, 7'000), 0U);
  for (int i = 0; i < 5'000; ++i) pace.charge(ben, 0, 200'000);
  EXPECT_EQ(pace.wait_ms(ana, 200'000), 0U);
}

TEST_F(HttpStreamsTest, ASlotIsUsedAgainByAnother) {
  const ConnId ana = connect_websocket();
  http.on_broken(ana.slot());
  turn();
  deliver(Deliveries().close(ana));
  finish_close(ana);
  const ConnId ben = connect();
  EXPECT_EQ(ben.slot(), ana.slot());
  says(ben, get);
  EXPECT_EQ(stream(ben).sent, well);
}

}  // namespace
}  // namespace uvchat::net
