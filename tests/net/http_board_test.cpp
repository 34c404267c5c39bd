// Requests that a board answers, some of them later, and their bodies.

#include <gmock/gmock.h>

#include "net/http_streams.h"
#include "tests/net/http_loop.h"

namespace uvchat::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class SlowBoard final : public http::Board {
 public:
  std::string metrics() const override { return "uvchat_users 3\n"; }
  std::string why_not_ready() const override { return {}; }
  std::size_t body_bytes_max(const http::Request&, const http::Asker& asker) const override {
    return asker.is_trusted ? 20'000 : 0;
  }
  std::optional<http::Response> answer(const http::Request& request,
                                       const http::Asker& asker) override {
    askers.push_back(asker.conn);
    bodies.push_back(request.body);
    if (request.path == "/api/now") return http::say(200, "now");
    return std::nullopt;
  }

  std::vector<ConnId> askers;
  std::vector<std::string> bodies;
};

class HttpBoardTest : public HttpLoop {
 protected:
  HttpBoardTest() { door = {&board, true}; }

  static std::string request(const std::string& path, const std::string& body = {},
                             const std::string& fields = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  SlowBoard board;
};

TEST_F(HttpBoardTest, ARequestIsAnsweredLaterAndTheNextOneBehindIt) {
  const ConnId ana = connect();
  says(ana, request("/api/later", "{}") + request("/api/now"));
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, "");
  EXPECT_FALSE(stream(ana).reading);
  EXPECT_EQ(board.bodies, std::vector<std::string>{"{}"});
  http.answered(ana, http::say(200, "later"), now);
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, HasSubstr("later\n"));
  EXPECT_THAT(stream(ana).sent, EndsWith("now\n"));
  EXPECT_EQ(board.bodies, (std::vector<std::string>{"{}", ""}));
}

TEST_F(HttpBoardTest, ABodyMayBeLargerThanARead) {
  const ConnId ana = connect();
  const std::string body(20'000, 'x');
  says_all(ana, request("/api/now", body));
  EXPECT_THAT(stream(ana).sent, EndsWith("now\n"));
  EXPECT_EQ(board.bodies, std::vector<std::string>{body});
}

TEST_F(HttpBoardTest, ABodyThatIsTooLargeEndsTheConnection) {
  const ConnId ana = connect();
  says_all(ana, request("/api/now", std::string(20'001, 'x')));
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
  EXPECT_THAT(stream(ana).sent, HasSubstr("Connection: close"));
  EXPECT_THAT(stream(ana).sent, HasSubstr(R"({"error":{"code":"too_large")"));
  EXPECT_TRUE(board.bodies.empty());
}

TEST_F(HttpBoardTest, ABodyOfWhomNobodyTrustsIsNotRead) {
  door.is_trusted = false;
  const ConnId ana = connect();
  says(ana, request("/api/now", "{}"));
  EXPECT_THAT(stream(ana).sent, HasSubstr("Connection: close"));
  EXPECT_EQ(board.bodies, std::vector<std::string>{""});
}

TEST_F(HttpBoardTest, ABodyThatNeverEndsIsNotWaitedForLong) {
  const ConnId ana = connect();
  says(ana, "POST /api/now HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
  for (int i = 0; i < 20 && !stream(ana).closing; ++i) {
    turn();
    says(ana, "x");
    passes(HttpStreams::request_ms_max / 10);
  }
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_TRUE(board.bodies.empty());
}

TEST_F(HttpBoardTest, AClientThatWaitsWithItsBodyIsToldToGoOn) {
  const ConnId ana = connect();
  const std::string whole = request("/api/now", "{}", "Expect: 100-continue\r\n");
  says(ana, whole.substr(0, whole.size() - 2));
  EXPECT_EQ(stream(ana).sent, "HTTP/1.1 100 Continue\r\n\r\n");
  turn();
  says(ana, "{}");
  EXPECT_THAT(stream(ana).sent, EndsWith("now\n"));
}

TEST_F(HttpBoardTest, AnAnswerThatDoesNotComeIsSaidNotToHaveCome) {
  const ConnId ana = connect();
  says(ana, request("/api/later"));
  now.mono_ms += HttpStreams::answer_ms_max - 1;
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, "");
  now.mono_ms += 1;
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 504 Gateway Timeout\r\n"));
  EXPECT_THAT(stream(ana).sent, HasSubstr("Connection: close"));
  const std::string sent = stream(ana).sent;
  http.answered(ana, http::say(200, "too late"), now);
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, sent);
}

TEST_F(HttpBoardTest, ARequestHasAllItsTimeAlsoBehindAnother) {
  const ConnId ana = connect();
  says(ana, request("/api/later"));
  now.mono_ms += HttpStreams::answer_ms_max - 1;
  http.answered(ana, http::say(200, "first"), now);
  turns_until_quiet();
  says(ana, request("/api/later"));
  now.mono_ms += HttpStreams::answer_ms_max - 1;
  turns_until_quiet();
  http.answered(ana, http::say(200, "second"), now);
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, EndsWith("second\n"));
}

TEST_F(HttpBoardTest, AnAnswerToWhomIsGoneIsNobodysElse) {
  const ConnId ana = connect();
  says(ana, request("/api/later"));
  http.on_broken(ana.slot());
  turn();
  finish_close(ana);
  const ConnId ben = connect();
  says(ben, request("/api/later"));
  http.answered(ana, http::say(200, "for ana"), now);
  turns_until_quiet();
  EXPECT_EQ(stream(ben).sent, "");
  http.answered(ben, http::say(200, "for ben"), now);
  turns_until_quiet();
  EXPECT_THAT(stream(ben).sent, EndsWith("for ben\n"));
}

}  // namespace
}  // namespace uvchat::net
