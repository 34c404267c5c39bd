#include "server/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "server/module_settings.h"
#include "tests/server/config_error.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// --- values -----------------------------------------------------------------------------------

TEST(Config, AnEmptyObjectGivesTheDefaults) {
  const Config config = config_of("{}");
  EXPECT_EQ(print_config(config), print_config(Config{}));
  EXPECT_EQ(config.hub.server_name, "uvchat.local");
  EXPECT_THAT(config.hub.motd, ElementsAre("Welcome to uvchat."));
  EXPECT_EQ(config.hub.casemapping, irc::Casemapping::precis);
  EXPECT_TRUE(config.hub.cloak_hosts);
  EXPECT_EQ(config.loop.flood.burst_lines, 20);
  EXPECT_EQ(config.loop.send_queue_hard_bytes, 4'194'304U);
  EXPECT_EQ(config.log.level, LogLevel::info);
}

TEST(Config, TheDefaultListenersAreOnTheLoopbackOnly) {
  const Config config;
  ASSERT_EQ(config.listen.size(), 3U);
  EXPECT_EQ(config.listen[0].net.profile.protocol, net::Protocol::irc);
  EXPECT_EQ(config.listen[0].net.address, "127.0.0.1");
  EXPECT_EQ(config.listen[0].net.port, 6667);
  EXPECT_EQ(config.listen[1].net.profile.protocol, net::Protocol::classroom);
  EXPECT_EQ(config.listen[1].net.address, "127.0.0.1");
  EXPECT_EQ(config.listen[1].net.port, 8000);
  EXPECT_EQ(config.listen[1].room, "#lobby");
  EXPECT_EQ(config.listen[1].net.profile.shift, 10);
  EXPECT_EQ(config.listen[2].net.profile.protocol, net::Protocol::http);
  EXPECT_EQ(config.listen[2].net.address, "127.0.0.1");
  EXPECT_EQ(config.listen[2].net.port, 8080);
  EXPECT_TRUE(config.listen[2].net.is_optional);
  EXPECT_FALSE(config.listen[0].net.is_optional || config.listen[1].net.is_optional);
}

TEST(Config, GivenKeysReplaceTheirDefaultsAndLeaveTheOthers) {
  const Config config = config_of(R"({
    "server": { "name": "My.Little.Server", "motd": ["one", "dos ñ"], "io_threads": 4,
                "casemapping": "ascii" },
    "limits": { "flood": { "enabled": false } },
    "log": { "level": "warning", "format": "json" }
  })");
  EXPECT_EQ(config.hub.server_name, "My.Little.Server");
  EXPECT_EQ(config.hub.network, "uvchat");
  EXPECT_THAT(config.hub.motd, ElementsAre("one", "dos ñ"));
  EXPECT_EQ(config.io_threads, 4);
  EXPECT_EQ(config.hub.casemapping, irc::Casemapping::ascii);
  EXPECT_FALSE(config.loop.flood.enabled);
  EXPECT_EQ(config.loop.flood.lines_per_second, 5);
  EXPECT_EQ(config.log.level, LogLevel::warning);
  EXPECT_EQ(config.log.format, LogFormat::json);
}

TEST(Config, TakesOperatorsGatewaysAndNetworks) {
  const Config config = config_of(R"({
    "operators": [ { "name": "ana", "password_hash": ")" +
                                  some_hash + R"(" } ],
    "listen": [ { "protocol": "irc", "port": 0 } ],
    "webirc": [ { "password": "p", "addresses": ["10.1.2.3/8", "::1"] } ],
    "relaymsg": { "enabled": true },
    "limits": { "exempt": [], "connect_throttle": { "seconds": 5 } },
    "server": { "password": "secret", "admin": ["here"] }
  })");
  ASSERT_EQ(config.hub.operators.size(), 1U);
  EXPECT_EQ(config.hub.operators[0].name, "ana");
  EXPECT_EQ(config.hub.operators[0].password_hash, some_hash);
  ASSERT_EQ(config.hub.webirc.size(), 1U);
  EXPECT_THAT(config.hub.webirc[0].addresses,
              ElementsAre(Network::parse("10.0.0.0/8"), Network::parse("::1")));
  EXPECT_TRUE(config.hub.relaymsg.enabled);
  EXPECT_EQ(config.hub.relaymsg.separators, "/");
  EXPECT_THAT(config.hub.address_limits.exempt, IsEmpty());
  EXPECT_EQ(config.hub.address_limits.throttle.seconds, 5);
  EXPECT_EQ(config.hub.address_limits.throttle.connections, 32);
  EXPECT_EQ(config.hub.password, "secret");
  EXPECT_THAT(config.hub.admin, ElementsAre("here"));
}

TEST(Config, TakesProxiesAndUnixSockets) {
  const Config config = config_of(R"({
    "listen": [ { "protocol": "irc", "port": 1, "proxy": "required" },
                { "protocol": "irc", "port": 2, "proxy": "accepted" },
                { "protocol": "irc", "address": "unix:run/irc.sock", "mode": "0660" } ],
    "proxies": [ "10.0.0.0/8" ],
    "limits": { "greeting_per_proxy_max": 9 }
  })");
  ASSERT_EQ(config.listen.size(), 3U);
  EXPECT_EQ(config.listen[0].net.proxy, net::ProxyUse::required);
  EXPECT_EQ(config.listen[1].net.proxy, net::ProxyUse::accepted);
  EXPECT_EQ(config.listen[2].net.proxy, net::ProxyUse::off);
  EXPECT_EQ(print_config(config_of(print_config(config))), print_config(config));
  const net::GateSettings gate = gate_settings(config, 100);
  EXPECT_THAT(gate.proxies, ElementsAre(Network::parse("10.0.0.0/8")));
  EXPECT_EQ(gate.greeting_per_proxy_max, 9U);
  EXPECT_EQ(gate.connections_max, 100U);
  const net::LoopSettings loop = loop_settings(config, "/etc/uvchat/uvchat.json", 0, 1);
  EXPECT_EQ(loop.listeners[2].unix_path(), "/etc/uvchat/run/irc.sock");
  EXPECT_EQ(loop.listeners[2].mode, 0660U);
}

TEST(Config, TheLoopbackIsExemptFromLimitsOfAddresses) {
  const Config config;
  EXPECT_THAT(config.hub.address_limits.exempt,
              ElementsAre(Network::parse("127.0.0.0/8"), Network::parse("::1")));
}

TEST(Config, AGivenListReplacesTheDefaultList) {
  const Config config = config_of(R"({
    "server": { "motd": [] },
    "listen": [ { "protocol": "caesar", "address": "::1", "port": 0, "room": "#ñ", "shift": 3 } ]
  })");
  EXPECT_THAT(config.hub.motd, IsEmpty());
  ASSERT_EQ(config.listen.size(), 1U);
  EXPECT_EQ(config.listen[0].net.profile.protocol, net::Protocol::classroom);
  EXPECT_EQ(config.listen[0].net.address, "::1");
  EXPECT_EQ(config.listen[0].net.port, 0);
  EXPECT_EQ(config.listen[0].room, "#ñ");
  EXPECT_EQ(config.listen[0].net.profile.shift, 3);
}

TEST(Config, WhatIsPrintedReadsBackToTheSameConfig) {
  Config config;
  EXPECT_EQ(print_config(config_of(print_config(config))), print_config(config));

  config.hub.motd = {"\"quotes\" and \\ and \t", "ñ 😀"};
  config.hub.casemapping = irc::Casemapping::ascii;
  config.hub.cloak_hosts = false;
  config.listen = {{{{net::Protocol::classroom, 25}, "::", 1}, "#a"}, {{{}, "0.0.0.0", 2}}};
  config.connections_max = 1000;
  config.loop.flood = {false, 10'000, 1};
  config.log = {LogLevel::error, LogFormat::json};
  EXPECT_EQ(print_config(config_of(print_config(config))), print_config(config));
}

// --- keys -------------------------------------------------------------------------------------

TEST(Config, AnUnknownKeyIsRefusedWhereItBeginsWithTheNearestName) {
  EXPECT_EQ(error_of("{\n  \"server\": {\n    \"nmae\": \"a\" } }"),
            "uvchat.json:3:5: server.nmae: unknown key, did you mean \"name\"?");
  EXPECT_EQ(error_of(R"({ "limit": {} })"),
            "uvchat.json:1:3: limit: unknown key, did you mean \"limits\"?");
  EXPECT_EQ(error_of(R"({ "listen": [ { "prot": 1 } ] })"),
            "uvchat.json:1:17: listen[0].prot: unknown key, did you mean \"port\"?");
}

TEST(Config, AnUnknownKeyThatIsNearNothingGetsNoSuggestion) {
  EXPECT_EQ(error_of(R"({ "ssl": {} })"), "uvchat.json:1:3: ssl: unknown key");
  EXPECT_EQ(error_of(R"({ "": 1 })"), "uvchat.json:1:3: unknown key");
  EXPECT_EQ(error_of("{ \"" + std::string(100, 'x') + "\": 1 }"),
            "uvchat.json:1:3: " + std::string(60, 'x') + "...: unknown key");
}

TEST(Config, AKeyOfAStrangeSpellingStaysOnOneLine) {
  EXPECT_EQ(error_of(R"({ "a\nb\u0000": 1 })"), "uvchat.json:1:3: a\\nb\\u0000: unknown key");
}

TEST(Config, AKeyGivenTwiceIsRefusedAtTheSecond) {
  EXPECT_EQ(error_of("{ \"server\": { \"name\": \"a\",\n\"name\": \"b\" } }"),
            "uvchat.json:2:1: server.name: given twice");
  EXPECT_EQ(error_of(R"({ "log": {}, "l\u006fg": {} })"),
            "uvchat.json:1:14: l\\u006fg: given twice");
}

TEST(Config, AKeyWithADotIsNotAPath) {
  EXPECT_EQ(error_of(R"({ "limits.flood": { "enabled": true } })"),
            "uvchat.json:1:3: limits.flood: unknown key");
  EXPECT_EQ(error_of(R"({ "server": { "": 1 } })"), "uvchat.json:1:15: server.: unknown key");
}

TEST(Config, TheClassroomsProtocolHasTwoNames) {
  const Config config = config_of(R"({"listen": [{ "protocol": "classroom", "port": 1 }]})");
  EXPECT_EQ(print_config(config),
            print_config(config_of(R"({"listen": [{ "protocol": "caesar", "port": 1 }]})")));
}

TEST(Config, AListenerMustSayItsProtocolAndPort) {
  EXPECT_EQ(error_of(R"({ "listen": [ { "port": 1 } ] })"),
            "uvchat.json:1:15: listen[0]: the key \"protocol\" is missing");
  EXPECT_EQ(error_of(R"({ "listen": [ { "protocol": "irc" } ] })"),
            "uvchat.json:1:15: listen[0]: the key \"port\" is missing");
}

TEST(Config, AnIrcListenerHasNoRoomAndNoShift) {
  EXPECT_EQ(
      error_of(R"({ "listen": [ { "room": "#a", "protocol": "irc", "port": 1 } ] })"),
      "uvchat.json:1:17: listen[0].room: only a listener with \"protocol\": \"caesar\" has it");
  EXPECT_EQ(
      error_of(R"({ "listen": [ { "protocol": "irc", "port": 1, "shift": 1 } ] })"),
      "uvchat.json:1:47: listen[0].shift: only a listener with \"protocol\": \"caesar\" has it");
}

// --- values that do not go together -------------------------------------------------------------

TEST(Config, ThereAreAtMostAsManyListenersAsAnEventCanName) {
  std::string text = R"({"listen":[{"protocol":"irc","port":0})";
  for (int i = 1; i < 256; ++i) text += R"(,{"protocol":"irc","port":0})";
  EXPECT_TRUE(parse_config(text + "]}", "uvchat.json").has_value());
  EXPECT_THAT(error_of(text + R"(,{"protocol":"irc","port":0}]})"),
              testing::EndsWith(": listen[256]: at most 256 listeners"));
}

TEST(Config, ThereIsAtLeastOneListener) {
  EXPECT_EQ(error_of(R"({ "listen": [] })"),
            "uvchat.json:1:13: listen: expected at least one listener, got an empty list");
}

TEST(Config, TwoListenersCannotShareAnAddressAndPort) {
  const auto two = [](const std::string& a, const std::string& b, const std::string& port) {
    return error_of(R"({"listen":[{"protocol":"irc","address":")" + a + R"(","port":)" + port +
                    "},\n" + R"({"protocol":"irc","address":")" + b + R"(","port":)" + port +
                    "}]}");
  };
  EXPECT_EQ(two("127.0.0.1", "127.0.0.1", "1"),
            "uvchat.json:2:1: listen[1]: the same address and port as listen[0]");
  EXPECT_EQ(two("::1", "0:0:0::0001", "1"),
            "uvchat.json:2:1: listen[1]: the same address and port as listen[0]");
  EXPECT_EQ(two("127.0.0.1", "127.0.0.2", "1"), "accepted");
  EXPECT_EQ(two("127.0.0.1", "::1", "1"), "accepted");
  EXPECT_EQ(two("127.0.0.1", "127.0.0.1", "0"), "accepted");
}

TEST(ConfigTest, TellsTheHubWhereFilesAreUploaded) {
  const auto url_of = [](const Config& config) {
    return hub_settings(config, 1, HashKey{}).uploads.url;
  };
  Config config;
  EXPECT_EQ(url_of(config), "");  // as long as no folder is open
  config.uploads.is_served = true;
  EXPECT_EQ(url_of(config), "http://127.0.0.1:8080/upload");
  ListenerConfig& http = config.listen.back();
  http.net.address = "::1";
  http.net.tls = true;
  EXPECT_EQ(url_of(config), "https://[::1]:8080/upload");
  http.net.proxy = net::ProxyUse::accepted;  // for whom 127.0.0.1 would be themselves
  EXPECT_EQ(url_of(config), "");
  http.net.proxy = net::ProxyUse::off;
  http.net.address = "0.0.0.0";
  EXPECT_EQ(url_of(config), "");
  config.http.url = "https://Chat.Example.org:443";
  EXPECT_EQ(url_of(config), "https://chat.example.org/upload");
}

}  // namespace
}  // namespace uvchat::server
