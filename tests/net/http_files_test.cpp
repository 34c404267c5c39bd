// Requests that the door for files answers: bodies and responses that come in pieces.

#include <gmock/gmock.h>

#include "net/http_streams.h"
#include "tests/net/http_loop.h"

namespace uvchat::net {
namespace {

using http::FileDoor;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class HttpFilesTest : public HttpLoop {
 protected:
  HttpFilesTest() { site->takes_files = true; }

  static std::string post(std::size_t bytes, const std::string& fields = {}) {
    return "POST /upload HTTP/1.1\r\nHost: localhost\r\n" + fields +
           "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
  }
  static std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
  void door_says(ConnId conn, decltype(http::FileDoorSaid::what) what) {
    http.said({conn, std::move(what)}, now);
    turns_until_quiet();
  }
  static http::Response streamed(std::uint64_t bytes) {
    http::Response response;
    response.streamed_bytes = bytes;
    return response;
  }
  static http::BodyPiece piece(std::string bytes) {
    return {std::make_shared<const std::string>(std::move(bytes))};
  }
  // What the client says until it is not read any more.
  std::size_t says_while_read(ConnId conn, std::string_view bytes) {
    std::size_t said = 0;
    while (said < bytes.size()) {
      const std::size_t taken = says(conn, bytes.substr(said));
      said += taken;
      turn();
      if (taken == 0 && says(conn, bytes.substr(said, 1)) == 0) break;
    }
    return said;
  }
};

TEST_F(HttpFilesTest, ABodyIsReadWhenTheDoorTakesIt) {
  const ConnId ana = connect();
  says(ana, post(5) + "hel");
  EXPECT_EQ(files.heard(), "asked ");
  EXPECT_EQ(files.heads.back().streamed_bytes, 5U);
  EXPECT_FALSE(stream(ana).reading);
  door_says(ana, http::TakeBody{});
  EXPECT_TRUE(stream(ana).reading);
  EXPECT_EQ(says(ana, "lo" + get("/healthz")), 2U);
  EXPECT_EQ(files.heard(), "came ended ");
  EXPECT_EQ(files.body, "hello");
  door_says(ana, http::TookBody{5});
  door_says(ana, http::say(201, "made"));
  EXPECT_EQ(files.heard(), "left ");
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 201 Created\r\n"));
  says(ana, get("/healthz"));
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, EndsWith("\r\n\r\nok\n"));
}

TEST_F(HttpFilesTest, AClientThatWaitsIsToldToGoOnOnceItsBodyIsWanted) {
  const ConnId ana = connect();
  says(ana, post(5, "Expect: 100-continue\r\n"));
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, "");
  door_says(ana, http::TakeBody{});
  EXPECT_EQ(stream(ana).sent, "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_F(HttpFilesTest, ARefusalComesWithoutTheBodyAndEndsTheConnection) {
  const ConnId ana = connect();
  says(ana, post(500, "Expect: 100-continue\r\n"));
  door_says(ana, http::say(401, "Who are you?"));
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
  EXPECT_THAT(stream(ana).sent, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(files.heard(), "asked left ");
}

TEST_F(HttpFilesTest, NoMoreIsReadThanTheDoorHasTaken) {
  const ConnId ana = connect();
  const std::string body(2 * FileDoor::untaken_bytes_max, 'x');
  says(ana, post(body.size()));
  door_says(ana, http::TakeBody{});
  const std::size_t read = says_while_read(ana, body);
  EXPECT_LT(read, FileDoor::untaken_bytes_max + FileDoor::piece_bytes);
  EXPECT_FALSE(stream(ana).reading);
  door_says(ana, http::TookBody{FileDoor::piece_bytes});
  EXPECT_TRUE(stream(ana).reading);
}

TEST_F(HttpFilesTest, WhatIsBehindABodyIsReadInTheSizesOfARequest) {
  const ConnId eve = connect();
  says(eve, post(1'000) + std::string(500, 'x'));
  turns_until_quiet();
  door_says(eve, http::TakeBody{});
  const std::string rest = std::string(500, 'x') + std::string(upgrade) + std::string(20'000, 'y');
  EXPECT_EQ(says(eve, rest), 500U);  // of the body no more is left
  door_says(eve, http::say(201, "made"));
  std::string_view behind = std::string_view(rest).substr(500);
  for (int i = 0; i < 20; ++i) {
    behind.remove_prefix(says(eve, behind));
    turn();
  }
  EXPECT_THAT(stream(eve).sent, HasSubstr("HTTP/1.1 101 "));
}

TEST_F(HttpFilesTest, AllBodiesTogetherHaveABoundInARound) {
  std::vector<ConnId> people;
  for (int i = 0; i < 8; ++i) {
    people.push_back(connect());
    says(people.back(), post(1'000'000));
    door_says(people.back(), http::TakeBody{});
  }
  turn();
  const std::string bytes(FileDoor::piece_bytes, 'x');
  std::size_t read = 0;
  for (const ConnId conn : people) read += says(conn, bytes);
  EXPECT_EQ(read, HttpStreams::round_body_bytes_max);
  turn();
  EXPECT_GT(says(people.back(), bytes), 0U);
}

TEST_F(HttpFilesTest, OfABodyThatBreaksOffTheDoorHasAllThatCame) {
  const ConnId ana = connect();
  says(ana, post(500));
  door_says(ana, http::TakeBody{});
  says(ana, "hello");
  EXPECT_EQ(files.heard(), "asked ");
  http.on_eof(ana.slot(), now);
  EXPECT_EQ(files.heard(), "came left ");
  EXPECT_EQ(files.body, "hello");
  finish_close(ana);
  door_says(ana, http::TookBody{5});
}

TEST_F(HttpFilesTest, AFileIsAskedForPieceByPiece) {
  const ConnId ana = connect();
  says(ana, get("/files/1") + get("/healthz"));
  turns_until_quiet();
  EXPECT_EQ(files.heard(), "asked ");
  door_says(ana, streamed(6));
  EXPECT_THAT(stream(ana).sent, EndsWith("Content-Length: 6\r\n\r\n"));
  EXPECT_EQ(files.heard(), "wants ");
  door_says(ana, piece("abc"));
  EXPECT_THAT(stream(ana).sent, EndsWith("\r\n\r\nabc"));
  EXPECT_EQ(files.heard(), "wants ");
  door_says(ana, piece("def"));
  EXPECT_THAT(stream(ana).sent, HasSubstr("\r\n\r\nabcdefHTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(stream(ana).sent, EndsWith("ok\n"));
  EXPECT_EQ(files.heard(), "left ");
}

TEST_F(HttpFilesTest, APieceThatTheClientIsSlowToReadIsNotDoubled) {
  const ConnId ana = connect();
  says(ana, get("/files/1"));
  door_says(ana, streamed(6));
  stream(ana).room = 2;
  door_says(ana, piece("abcd"));
  EXPECT_EQ(files.heard(), "asked wants ");
  finish_write(ana);
  turns_until_quiet();
  EXPECT_EQ(files.heard(), "wants ");
  door_says(ana, piece("ef"));
  door_says(ana, piece("gh"));  // nobody has asked for it
  EXPECT_THAT(stream(ana).sent, Not(HasSubstr("gh")));
}

TEST_F(HttpFilesTest, AHeadOfAFileHasItsLengthAndNoPieces) {
  const ConnId ana = connect();
  says(ana, "HEAD /files/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  door_says(ana, streamed(6));
  EXPECT_THAT(stream(ana).sent, EndsWith("Content-Length: 6\r\n\r\n"));
  EXPECT_EQ(files.heard(), "asked left ");
}

TEST_F(HttpFilesTest, AFileThatCannotBeReadToItsEndBreaksItsConnection) {
  const ConnId ana = connect();
  says(ana, get("/files/1"));
  door_says(ana, streamed(6));
  door_says(ana, http::BreakOff{});
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_EQ(files.heard(), "asked wants left ");
}

TEST_F(HttpFilesTest, WhoSendsTooSlowlyIsNotWaitedFor) {
  const ConnId ana = connect();
  says(ana, post(500'000));
  door_says(ana, http::TakeBody{});
  for (int i = 0; i < 30 && !stream(ana).closing; ++i) {
    says(ana, "x");
    turn();
    passes(1'000);
  }
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_THAT(files.heard(), EndsWith("came left "));
}

TEST_F(HttpFilesTest, APageOfAnotherOriginMayNeitherSendNorFetch) {
  const ConnId eve = connect();
  says(eve, post(5, "Origin: https://evil.example\r\n") + "hello");
  turns_until_quiet();
  EXPECT_THAT(stream(eve).sent, StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_EQ(files.heard(), "");
}

TEST_F(HttpFilesTest, WithoutADoorThereAreNoFiles) {
  site->takes_files = false;
  const ConnId ana = connect();
  says(ana, get("/files/1"));
  turns_until_quiet();
  EXPECT_THAT(stream(ana).sent, StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

}  // namespace
}  // namespace uvchat::net
