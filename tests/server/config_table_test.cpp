#include <gtest/gtest.h>

#include <string>

#include "server/config.h"

// What each key takes, and what is said of the rest.

namespace uvchat::server {
namespace {

std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "uvchat.json");
  return config ? "accepted" : config.error().text;
}

TEST(ConfigTable, AWrongTypeIsRefusedWithWhatWasExpectedAndGot) {
  EXPECT_EQ(error_of("{ \"limits\": {\n  \"flood\": { \"burst_lines\": \"many\" } } }"),
            "uvchat.json:2:29: limits.flood.burst_lines: "
            "expected a whole number from 1 to 10000, got \"many\"");
  EXPECT_EQ(error_of(R"({ "server": [1] })"),
            "uvchat.json:1:13: server: expected an object, got a list");
  EXPECT_EQ(error_of(R"({ "listen": {} })"),
            "uvchat.json:1:13: listen: expected a list, got an object");
  EXPECT_EQ(error_of(R"({ "listen": [null] })"),
            "uvchat.json:1:14: listen[0]: expected an object, got null");
  EXPECT_EQ(error_of(R"({ "server": { "cloak_hosts": "yes" } })"),
            "uvchat.json:1:30: server.cloak_hosts: expected true or false, got \"yes\"");
  EXPECT_EQ(error_of(R"({ "server": { "motd": ["a", 7] } })"),
            "uvchat.json:1:29: server.motd[1]: expected one line of at most 400 bytes, got 7");
  EXPECT_EQ(error_of(R"({ "server": { "name": {} } })"),
            "uvchat.json:1:23: server.name: expected a host name of 1 to 63 letters, digits, dots "
            "and hyphens, got an object");
  EXPECT_EQ(error_of("[]"), "uvchat.json:1:1: expected an object, got an empty list");
  EXPECT_EQ(error_of(" 7"), "uvchat.json:1:2: expected an object, got 7");
}

TEST(ConfigTable, ANumberOutsideItsRangeIsRefused) {
  const auto flood = [](const std::string& value) {
    return error_of(R"({ "limits": { "flood": { "burst_lines": )" + value + " } } }");
  };
  const std::string expected =
      "uvchat.json:1:41: limits.flood.burst_lines: expected a whole number from 1 to 10000, got ";
  EXPECT_EQ(flood("1"), "accepted");
  EXPECT_EQ(flood("10000"), "accepted");
  EXPECT_EQ(flood("0"), expected + "0");
  EXPECT_EQ(flood("10001"), expected + "10001");
  EXPECT_EQ(flood("-1"), expected + "-1");
  EXPECT_EQ(flood("1.5"), expected + "1.5");
  EXPECT_EQ(flood("1e3"), expected + "1e3");
  EXPECT_EQ(flood("18446744073709551617"), expected + "18446744073709551617");
  EXPECT_EQ(flood(std::string(100, '9')), expected + std::string(60, '9') + "...");
  EXPECT_EQ(error_of(R"({ "listen": [ { "protocol": "irc", "port": 65536 } ] })"),
            "uvchat.json:1:44: listen[0].port: expected a whole number from 0 to 65535, got 65536");
}

TEST(ConfigTable, ANumberThatNothingCanHoldIsRefused) {
  EXPECT_EQ(error_of(R"({ "server": { "io_threads": 1e999 } })"),
            "uvchat.json:1:29: server.io_threads: number too large: 1e999");
}

TEST(ConfigTable, AChoiceIsRefusedWithAllItsWords) {
  EXPECT_EQ(error_of(R"({ "log": { "level": "loud" } })"),
            "uvchat.json:1:21: log.level: expected one of \"debug\", \"info\", \"warning\", "
            "\"error\", got \"loud\"");
  EXPECT_EQ(error_of(R"({ "listen": [ { "protocol": "http" } ] })"),
            "uvchat.json:1:29: listen[0].protocol: expected one of \"irc\", \"caesar\", "
            "got \"http\"");
}

TEST(ConfigTable, AServerNameLooksLikeAHost) {
  const auto name = [](const std::string& value) {
    return error_of(R"({"server":{"name":")" + value + "\"}}");
  };
  EXPECT_EQ(name("a"), "accepted");
  EXPECT_EQ(name(std::string(63, 'a')), "accepted");
  const std::string expected =
      "uvchat.json:1:19: server.name: expected a host name of 1 to 63 letters, digits, dots and "
      "hyphens, got ";
  EXPECT_EQ(name(""), expected + "\"\"");
  EXPECT_EQ(name("a b"), expected + "\"a b\"");
  EXPECT_EQ(name("ñ"), expected + "\"ñ\"");
  EXPECT_EQ(name(std::string(64, 'a')), expected + "\"" + std::string(59, 'a') + "...");
}

TEST(ConfigTable, ALongValueIsNotCutInsideACharacter) {
  EXPECT_EQ(error_of("{\"server\":{\"name\":\"" + std::string(58, 'a') + "ñ\"}}"),
            "uvchat.json:1:19: server.name: expected a host name of 1 to 63 letters, digits, dots "
            "and hyphens, got \"" +
                std::string(58, 'a') + "...");
}

TEST(ConfigTable, ALineHasNoLineEndsAndABoundedLength) {
  const auto motd = [](const std::string& value) {
    return error_of(R"({"server":{"motd":[")" + value + "\"]}}");
  };
  const std::string expected =
      "uvchat.json:1:20: server.motd[0]: expected one line of at most 400 bytes, got ";
  EXPECT_EQ(motd(std::string(400, 'a')), "accepted");
  EXPECT_EQ(motd(std::string(401, 'a')), expected + "\"" + std::string(59, 'a') + "...");
  EXPECT_EQ(motd(R"(a\nb)"), expected + R"("a\nb")");
  EXPECT_EQ(motd(R"(a\r)"), expected + R"("a\r")");
  EXPECT_EQ(motd(R"(a\u0000)"), expected + R"("a\u0000")");
  EXPECT_EQ(error_of(R"({"server":{"description":"a\nb"}})"),
            "uvchat.json:1:26: server.description: expected one line of at most 150 bytes, "
            R"(got "a\nb")");
}

TEST(ConfigTable, ANetworkNameIsOneWord) {
  EXPECT_EQ(error_of(R"({"server":{"network":"my net"}})"),
            "uvchat.json:1:22: server.network: expected 1 to 63 bytes without spaces, "
            "got \"my net\"");
}

TEST(ConfigTable, AnAddressIsNumeric) {
  const auto address = [](const std::string& value) {
    return error_of(R"({"listen":[{"address":")" + value + R"(","protocol":"irc","port":1}]})");
  };
  for (const char* good : {"0.0.0.0", "192.168.1.2", "::", "::1", "fe80::1", "::ffff:1.2.3.4"}) {
    EXPECT_EQ(address(good), "accepted") << good;
  }
  for (const char* bad : {"", "localhost", "1.2.3", "1.2.3.256", "[::1]", "::1\\u0000", ":::"}) {
    EXPECT_EQ(address(bad),
              "uvchat.json:1:23: listen[0].address: expected a numeric IPv4 or IPv6 address, "
              "got \"" +
                  std::string(bad) + "\"");
  }
}

TEST(ConfigTable, ARoomIsAChannelsName) {
  const auto room = [](const std::string& value) {
    return error_of(R"({"listen":[{"room":")" + value + R"(","protocol":"caesar","port":1}]})");
  };
  EXPECT_EQ(room("#a"), "accepted");
  for (const char* bad : {"", "#", "lobby", "#a b", "#a,b", "#a\\u0007b", "#a\\nb"}) {
    EXPECT_EQ(room(bad),
              "uvchat.json:1:20: listen[0].room: expected a channel's name, beginning with #, "
              "got \"" +
                  std::string(bad) + "\"");
  }
}

}  // namespace
}  // namespace uvchat::server
