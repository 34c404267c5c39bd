#include "transfer/curl_http.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

using testing::IsEmpty;

enum class End : std::uint8_t {
  hangs_up,
  resets,  // when it has read the head of another request
};

// Takes one connection, reads what is asked, says its bytes and ends.
class OneAnswer {
 public:
  explicit OneAnswer(std::string bytes, End end = End::hangs_up)
      : end_(end), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&place), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(place.sin_port)) + "/files/0123";
    thread_ = std::thread([this, bytes = std::move(bytes)] { say(bytes); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;

  const std::string& url() const { return url_; }

 private:
  void say(std::string_view bytes) const {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    ::shutdown(listener_, SHUT_RDWR);  // libcurl may try another connection by itself
    read_head(client);
    while (!bytes.empty()) {
      const ssize_t sent = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (end_ == End::resets) {
      read_head(client);
      const linger at_once{1, 0};
      ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    ::close(client);
  }
  static void read_head(int client) {
    std::string head;
    for (char byte = 0; !head.ends_with("\r\n\r\n") && ::recv(client, &byte, 1, 0) == 1;) {
      head += byte;
    }
  }

  End end_;
  int listener_;
  std::string url_;
  std::thread thread_;
};

class CurlHttpTest : public testing::Test {
 protected:
  CurlHttpTest() {
    begin_curl();
    http_ = curl_http({}, {}, [] { return false; });
  }

  Result<HttpAnswer> gets(const std::string& bytes) {
    const OneAnswer server(bytes);
    HttpRequest request{.method = "GET", .url = server.url()};
    request.begin = [this](const HttpAnswer& answer) {
      begun_with_.push_back(answer.status);
      return wants_;
    };
    request.take = [this](std::string_view piece) {
      took_ += piece;
      return true;
    };
    return http_->ask(request);
  }

  std::unique_ptr<Http> http_;
  bool wants_ = true;
  std::vector<int> begun_with_;
  std::string took_;
};

TEST_F(CurlHttpTest, ABodyBeginsWhereTheFieldsEnd) {
  const auto answer = gets(
      "HTTP/1.1 103 Early Hints\r\nX-Size: 1\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: \"v1\"\r\n\r\ntext");
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_THAT(begun_with_, testing::ElementsAre(200));
  EXPECT_EQ(answer->field("etag"), "\"v1\"");
  EXPECT_EQ(answer->field("x-size"), "");
  EXPECT_EQ(took_, "text");
}

TEST_F(CurlHttpTest, AnEmptyBodyBeginsToo) {
  ASSERT_TRUE(gets("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_THAT(begun_with_, testing::ElementsAre(200));
}

TEST_F(CurlHttpTest, AnAnswerThatIsNotWantedEndsBeforeItsBody) {
  wants_ = false;
  EXPECT_FALSE(gets("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk"));
  EXPECT_THAT(begun_with_, testing::ElementsAre(200));
  EXPECT_THAT(took_, IsEmpty());
}

TEST_F(CurlHttpTest, FieldsBehindABodyBeginNoOther) {
  ASSERT_TRUE(
      gets("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n"
           "4\r\ntext\r\n0\r\nx: y\r\n\r\n"));
  EXPECT_THAT(begun_with_, testing::ElementsAre(200));
  EXPECT_EQ(took_, "text");
}

TEST_F(CurlHttpTest, AConnectionThatBreaksMayBeMadeAgain) {
  for (const std::string_view bytes :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nte"}) {
    EXPECT_FALSE(gets(std::string(bytes))) << bytes;
    EXPECT_EQ(http_->why_hopeless(), "") << bytes;
  }
}

TEST_F(CurlHttpTest, AKeptConnectionThatIsResetWhileABodyIsSentMayBeMadeAgain) {
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", End::resets);
  ASSERT_TRUE(http_->ask({.method = "HEAD", .url = server.url()}));
  HttpRequest upload{.method = "PATCH", .url = server.url(), .body_bytes = 64 * 1024 * 1024};
  upload.body = [](std::span<char> room) {
    std::fill(room.begin(), room.end(), 'x');
    return room.size();
  };
  EXPECT_FALSE(http_->ask(upload));
  EXPECT_EQ(http_->why_hopeless(), "");
}

TEST_F(CurlHttpTest, WhatIsNoHttpIsNotAskedForAgain) {
  std::string endless = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 1'000; ++i) endless += "X-" + std::to_string(i) + ": y\r\n";
  for (const std::string& bytes :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n\r\n"), endless,
        std::string("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\ntext")}) {
    http_ = curl_http({}, {}, [] { return false; });
    EXPECT_FALSE(gets(bytes)) << bytes;
    EXPECT_EQ(http_->why_hopeless(), text(Text::file_bad_answer)) << bytes;
  }
}

}  // namespace
}  // namespace uvchat::cli
