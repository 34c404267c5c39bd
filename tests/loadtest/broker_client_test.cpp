#include "loadtest/broker_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <uv.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "loadtest/line_cipher.h"
#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;

constexpr Marker first_line{3, 0, 0};
const std::string first_payload = "xx~=0003000000000000";

// A client that registers, joins, sends one line and, as soon as it hears a line, quits; and a
// server that has an answer to some lines, and hangs up after QUIT.
class Conversation : private Client::Owner {
 public:
  Conversation(Protocol protocol, std::map<std::string, std::string> answers,
               const std::string& greeting = "") {
    uv_loop_t loop;
    uv_loop_init(&loop);
    ScriptedServer server(loop, [&](ScriptedServer& s, std::size_t client, std::string_view line) {
      said_ += (said_.empty() ? "" : " | ") + std::string(line);
      if (const auto answer = answers.find(std::string(line)); answer != answers.end()) {
        s.send(client, answer->second);
      }
      if (line == "QUIT") s.hang_up(client);
    });
    server.greet_with(greeting);
    server_ = &server;
    Scenario scenario;
    scenario.protocol = protocol;
    LineCipher cipher = LineCipher::make(scenario).value();
    std::array<char, 4096> read_buffer{};
    Accounts no_accounts;
    const client::TlsSettings in_clear;
    const auto client = make_client({loop, read_buffer, *this, cipher, no_accounts, in_clear},
                                    scenario, 7, Seat{3, 0}, "load7");
    client->connect("127.0.0.1", server.port());
    uv_run(&loop, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop), 0);
  }

  // The client's lines.
  const std::string& said() const { return said_; }
  const std::vector<Marker>& heard() const { return heard_; }
  const std::string& end() const { return end_; }
  int registered() const { return registered_; }
  int joined() const { return joined_; }

  void marked(const Marker& marker) { heard_.push_back(marker); }

 private:
  void on_connected(Client&) override {}
  void on_registered(Client& client) override {
    ++registered_;
    client.join();
  }
  void on_joined(Client& client) override {
    ++joined_;
    std::string out;
    client.append_line(out, first_line, 20, nullptr);
    client.send(out);
  }
  void on_bytes(Client& client, std::string_view bytes) override {
    client.take_bytes(bytes, *this);
    if (!heard_.empty()) client.quit();
  }
  void on_closed(Client&, const client::Closed& closed) override {
    end_ = closed.text;
    server_->stop();
  }

  ScriptedServer* server_ = nullptr;
  std::string said_;
  std::vector<Marker> heard_;
  std::string end_;
  int registered_ = 0;
  int joined_ = 0;
};

const std::string nats_info = "INFO {\"server_id\":\"s\",\"max_payload\":1048576} \r\n";

TEST(NatsClient, RegistersJoinsPublishesAndHears) {
  const Conversation nats(Protocol::nats,
                          {{"PING", "PONG\r\n"},
                           {"SUB load3 1", "PING\r\nINFO {\"connect_urls\":[]}\r\n"},
                           {first_payload, "MSG load3 1 20\r\nyy~=000300010000000:\r\n"}},
                          nats_info);
  EXPECT_EQ(nats.said(),
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"name\":\"load7\"} | "
            "PING | SUB load3 1 | PING | PONG | PUB load3 20 | " +
                first_payload);
  EXPECT_EQ(nats.registered(), 1);
  EXPECT_EQ(nats.joined(), 1);
  EXPECT_THAT(nats.heard(), ElementsAre(Marker{3, 1, 10}));
}

TEST(NatsClient, EndsWithTheReasonWhyItIsNotLetIn) {
  const Conversation nats(Protocol::nats, {{"PING", "-ERR 'Authorization Violation'\r\n"}},
                          nats_info);
  EXPECT_EQ(nats.end(), "the server says: ERR 'Authorization Violation'");
  EXPECT_EQ(nats.registered(), 0);
}

TEST(NatsClient, EndsWithTheReasonWhyALineIsNotTaken) {
  const Conversation nats(
      Protocol::nats,
      {{"PING", "PONG\r\n"}, {"PUB load3 20", "-ERR 'Maximum Payload Violation'\r\n"}}, nats_info);
  EXPECT_EQ(nats.end(), "the server says: ERR 'Maximum Payload Violation'");
  EXPECT_EQ(nats.joined(), 1);
}

const std::string redis_hello = "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nmodules\r\n*0\r\n";

TEST(RedisClient, RegistersJoinsPublishesAndHearsItself) {
  const Conversation redis(Protocol::redis,
                           {{"3", redis_hello},
                            {"PING", "+PONG\r\n"},
                            {"load3", ">3\r\n$9\r\nsubscribe\r\n$5\r\nload3\r\n:1\r\n"},
                            {first_payload, ">3\r\n$7\r\nmessage\r\n$5\r\nload3\r\n$20\r\n" +
                                                first_payload + "\r\n:1\r\n"}});
  EXPECT_EQ(redis.said(),
            "*2 | $5 | HELLO | $1 | 3 | *1 | $4 | PING | "
            "*2 | $9 | SUBSCRIBE | $5 | load3 | *1 | $4 | PING | "
            "*3 | $7 | PUBLISH | $5 | load3 | $20 | " +
                first_payload + " | *1 | $4 | QUIT");
  EXPECT_EQ(redis.registered(), 1);
  EXPECT_EQ(redis.joined(), 1);
  EXPECT_THAT(redis.heard(), ElementsAre(first_line));
}

TEST(RedisClient, EndsWithTheReasonWhyItIsNotLetIn) {
  const Conversation redis(Protocol::redis,
                           {{"HELLO", "-NOAUTH HELLO must be called with AUTH\r\n"}});
  EXPECT_EQ(redis.end(), "the server says: NOAUTH HELLO must be called with AUTH");
  EXPECT_EQ(redis.registered(), 0);
}

TEST(RedisClient, EndsWithTheReasonWhyItCannotJoin) {
  const Conversation redis(
      Protocol::redis,
      {{"3", redis_hello + "+PONG\r\n"}, {"load3", "-NOPERM this user has no such channel\r\n"}});
  EXPECT_EQ(redis.end(), "the server says: NOPERM this user has no such channel");
  EXPECT_EQ(redis.joined(), 0);
}

}  // namespace
}  // namespace uvchat::loadtest
