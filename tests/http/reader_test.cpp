#include "uvchat/http/reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uvchat::http {
namespace {

using Status = Reader::Status;

constexpr std::string_view get = "GET /a?b=c HTTP/1.1\r\nHost: chat.example.org\r\n\r\n";

// What a connection's bytes are taken for, however they come: "GET /a" for a request, "400" for the
// refusal that ends it.
std::vector<std::string> read_in_pieces(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> seen;
  Reader reader;
  std::string unread;
  while (true) {
    std::string_view in = unread;
    const Status status = reader.read(in);
    EXPECT_LT(status == Status::wants_input ? in.size() : 0, Reader::head_bytes_max);
    unread.erase(0, unread.size() - in.size());
    if (status == Status::done) {
      seen.push_back(reader.request().method + " " + reader.request().path);
      if (!reader.request().keeps_alive) return seen;
    } else if (status == Status::refused) {
      seen.push_back(std::to_string(reader.status()));
      return seen;
    } else {
      if (bytes.empty()) return seen;
      unread += bytes.substr(0, piece);
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
  }
}

std::vector<std::string> read(std::string_view bytes) {
  const auto whole = read_in_pieces(bytes, bytes.size());
  EXPECT_EQ(read_in_pieces(bytes, 1), whole);
  EXPECT_EQ(read_in_pieces(bytes, 7), whole);
  return whole;
}

using Seen = std::vector<std::string>;

TEST(Reader, ReadsWhatAClientAsksFor) {
  Reader reader;
  std::string_view in = get;
  ASSERT_EQ(reader.read(in), Status::done);
  const Request& request = reader.request();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query, "b=c");
  ASSERT_NE(request.only("host"), nullptr);
  EXPECT_EQ(*request.only("host"), "chat.example.org");
  EXPECT_TRUE(request.keeps_alive);
  EXPECT_TRUE(in.empty());
}

TEST(Reader, ReadsOneRequestAfterTheOther) {
  EXPECT_EQ(read(std::string(get) + "\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n"),
            (Seen{"GET /a", "HEAD /"}));
}

TEST(Reader, ReadsNothingBehindARequestWithABody) {
  EXPECT_EQ(
      read("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + std::string(get)),
      Seen{"POST /p"});
  EXPECT_EQ(read("GET /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" + std::string(get)),
            (Seen{"GET /p", "GET /a"}));
}

TEST(Reader, KeepsTheConnectionAsTheVersionSays) {
  const auto keeps = [](std::string_view head) {
    Reader reader;
    EXPECT_EQ(reader.read(head), Status::done);
    return reader.request().keeps_alive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(Reader, RefusesWhatIsNoHttp) {
  EXPECT_EQ(read("NICK ana\r\nUSER a 0 * :A\r\n\r\n"), Seen{"400"});
  EXPECT_EQ(read("\x16\x03\x01\x02"), Seen{"400"});
  EXPECT_EQ(read("GET / HTTP/3.0\r\n\r\n"), Seen{"505"});
  EXPECT_EQ(read("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"), Seen{"400"});
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost a\r\n\r\n"), Seen{"400"});
}

TEST(Reader, RefusesABodyThatDoesNotSayHowLongItIs) {
  for (const char* coding : {"chunked", "gzip", "identity", "xchunked", "chunked, gzip", ""}) {
    EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + std::string(coding) +
                   "\r\n\r\n0\r\n\r\n"),
              Seen{"411"})
        << coding;
  }
}

// Two who read the same bytes differently can be played off against each other.
TEST(Reader, RefusesABodyOfWhichTheLengthIsDisputed) {
  EXPECT_EQ(
      read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
      Seen{"400"});
  EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
                 "\r\n\r\n0\r\n\r\n"),
            Seen{"400"});
  EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), Seen{"400"});
}

TEST(Reader, BoundsHeadsFieldsAndBodies) {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(read(begin + "X: " + std::string(Reader::head_bytes_max, 'x') + "\r\n\r\n"),
            Seen{"431"});
  EXPECT_EQ(read("GET /" + std::string(Reader::head_bytes_max, 'x')), Seen{"431"});
  std::string fields = begin;
  for (std::size_t i = 0; i < Reader::fields_max; ++i) fields += "X: y\r\n";
  EXPECT_EQ(read(fields + "\r\n"), Seen{"431"});
}

TEST(Reader, ReadsNothingBehindARefusal) {
  Reader reader;
  std::string_view in = "nonsense\r\n\r\n";
  EXPECT_EQ(reader.read(in), Status::refused);
  in = get;
  EXPECT_EQ(reader.read(in), Status::refused);
}

// The bodies of what is sent to /in are read, up to ten bytes.
struct InPieces {
  explicit InPieces(std::string_view bytes, std::size_t piece) {
    std::string unread;
    while (status != Status::refused) {
      std::string_view in = unread;
      status = reader.read(in, [](const Request& head) { return head.path == "/in" ? 10U : 0U; });
      unread.erase(0, unread.size() - in.size());
      if (status == Status::done) {
        bodies.push_back(reader.request().body);
      } else if (bytes.empty()) {
        return;
      }
      if (status == Status::wants_input) {
        unread += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
      }
    }
  }
  Reader reader;
  Status status = Status::wants_input;
  Seen bodies;
};

TEST(Reader, ReadsABodyWhereTheRequestMayHaveOne) {
  const std::string bytes =
      "POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"
      "POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
      "POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    EXPECT_EQ(InPieces(bytes, piece).bodies, (Seen{"0123456789", "", "abc"})) << piece;
  }
}

TEST(Reader, RefusesABodyThatIsTooLargeOrOfUnknownLength) {
  const auto status = [](const std::string& fields) {
    return InPieces("POST /in HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", 1'000).reader.status();
  };
  EXPECT_EQ(status("Content-Length: 11\r\n"), 413);
  EXPECT_EQ(status("Content-Length: 99999999999\r\n"), 413);
  EXPECT_EQ(status("Transfer-Encoding: chunked\r\n"), 411);
  EXPECT_EQ(status("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(status("Content-Length: 3\r\nContent-Length: 4\r\n"), 400);
  EXPECT_EQ(status("Content-Length: -1\r\n"), 400);
}

TEST(Reader, WaitsForABodyThatHasNotCome) {
  const InPieces read("POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", 1'000);
  EXPECT_EQ(read.status, Status::wants_input);
  EXPECT_TRUE(read.reader.has_begun());
}

TEST(Reader, TellsOnceThatAClientWaitsWithItsBody) {
  const std::string head =
      "POST /in HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  InPieces read(head, 1'000);
  EXPECT_TRUE(read.reader.take_wish_to_go_on());
  EXPECT_FALSE(read.reader.take_wish_to_go_on());
  EXPECT_FALSE(InPieces(head + "a", 1'000).reader.take_wish_to_go_on());
}

}  // namespace
}  // namespace uvchat::http
