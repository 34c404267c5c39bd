#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/server/config_error.h"

// What each key takes, and what is said of the rest.

namespace uvchat::server {
namespace {

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
  EXPECT_EQ(error_of(R"({ "listen": [ { "protocol": "ftp" } ] })"),
            "uvchat.json:1:29: listen[0].protocol: expected one of \"irc\", \"caesar\", "
            "\"http\", got \"ftp\"");
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

TEST(ConfigTable, ADeniedTagIsANameWithoutPlus) {
  const auto denied = [](const std::string& values) {
    return error_of(R"({"server":{"client_tags_denied":[)" + values + "]}}");
  };
  EXPECT_EQ(denied(R"("*","-typing","draft/react")"), "accepted");
  for (const char* bad : {R"("+typing")", R"("")", R"("-")", R"("a b")", R"("a,b")"}) {
    EXPECT_THAT(denied(bad), testing::StartsWith(
                                 "uvchat.json:1:34: server.client_tags_denied[0]: expected \"*\""));
  }
  EXPECT_THAT(denied(R"("a","a","a","a","a","a","a")"), testing::HasSubstr("at most 6 items"));
}

TEST(ConfigTable, ANetworkNameIsOneWord) {
  EXPECT_EQ(error_of(R"({"server":{"network":"my net"}})"),
            "uvchat.json:1:22: server.network: expected 1 to 63 bytes without spaces, "
            "got \"my net\"");
}

TEST(ConfigTable, AnAddressIsNumericOrThatOfAUnixSocket) {
  const auto address = [](const std::string& value) {
    return error_of(R"({"listen":[{"address":")" + value + R"(","protocol":"irc","port":1}]})");
  };
  for (const char* good : {"0.0.0.0", "192.168.1.2", "::", "::1", "fe80::1", "::ffff:1.2.3.4"}) {
    EXPECT_EQ(address(good), "accepted") << good;
  }
  for (const char* bad : {"", "localhost", "1.2.3", "1.2.3.256", "[::1]", "::1\\u0000", ":::"}) {
    EXPECT_EQ(address(bad),
              "uvchat.json:1:23: listen[0].address: expected a numeric IPv4 or IPv6 address, or "
              "\"unix:\" and a path, got \"" +
                  std::string(bad) + "\"");
  }
}

TEST(ConfigTable, AUnixSocketHasAModeAndNoPort) {
  const auto listener = [](const std::string& keys) {
    return error_of(R"({"listen":[{"protocol":"irc",)" + keys + "}]}");
  };
  EXPECT_EQ(listener(R"("address":"unix:/run/irc.sock")"), "accepted");
  EXPECT_EQ(listener(R"("address":"unix:irc.sock","mode":"0666","proxy":"required")"), "accepted");
  EXPECT_EQ(listener(R"("address":"unix:irc.sock","port":1)"),
            "uvchat.json:1:56: listen[0].port: a listener on a unix socket has no port");
  EXPECT_EQ(listener(R"("address":"unix:irc.sock","mode":"660")"),
            "uvchat.json:1:63: listen[0].mode: expected four octal digits, like 0660, got \"660\"");
  EXPECT_EQ(
      listener(R"("address":"unix:irc.sock","mode":"0668")"),
      "uvchat.json:1:63: listen[0].mode: expected four octal digits, like 0660, got \"0668\"");
  EXPECT_EQ(listener(R"("port":1,"mode":"0660")"),
            "uvchat.json:1:39: listen[0].mode: only a listener on a unix socket has it");
  EXPECT_EQ(listener(R"("address":"unix:")"),
            "uvchat.json:1:40: listen[0].address: expected a numeric IPv4 or IPv6 address, or "
            "\"unix:\" and a path, got \"unix:\"");
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

TEST(ConfigTable, AnOperatorHasANameOfTheirOwnAndAnArgon2idHash) {
  const auto operators = [](const std::string& value) {
    return error_of(R"({"operators":[)" + value + "]}");
  };
  EXPECT_EQ(operators(R"({"name":"a","password_hash":")" + some_hash + R"("},
                         {"name":"A","password_hash":")" +
                      some_hash + R"("})"),
            "accepted");
  EXPECT_EQ(operators(R"({"name":"a b","password_hash":")" + some_hash + R"("})"),
            "uvchat.json:1:23: operators[0].name: expected 1 to 63 bytes without spaces, "
            "got \"a b\"");
  EXPECT_EQ(operators(R"({"name":"a","password_hash":"$2y$x"})"),
            "uvchat.json:1:43: operators[0].password_hash: expected what uvchat-server "
            "hash-password prints, beginning with $argon2id$");
  EXPECT_EQ(operators(R"({"name":"a"})"),
            "uvchat.json:1:15: operators[0]: the key \"password_hash\" is missing");
  EXPECT_EQ(operators(R"({"name":"a","password_hash":")" + some_hash +
                      R"("},)"
                      R"({"name":"a","password_hash":")" +
                      some_hash + R"("})"),
            "uvchat.json:1:149: operators[1].name: the same name as operators[0]");
}

TEST(ConfigTable, ASpamFilterHasAPatternThatCanBeUsed) {
  const auto filters = [](const std::string& value) {
    return error_of(R"({"server":{"spam_filters":[)" + value + "]}}");
  };
  EXPECT_EQ(filters(R"({"pattern":"(?i)free money"},
                       {"pattern":"x","targets":["topic","leaving"],"action":"silence",
                        "reason":"no","exempt_logged_in":true})"),
            "accepted");
  const std::string second = R"({"pattern":"x"},{"pattern":)";
  EXPECT_EQ(
      filters(second + "\"(a\"}"),
      "uvchat.json:1:55: server.spam_filters[1].pattern: not a pattern of RE2: missing ): (a");
  EXPECT_EQ(filters(second + "\"a*\"}"),
            "uvchat.json:1:55: server.spam_filters[1].pattern: the pattern matches everything");
  EXPECT_THAT(
      filters(second + R"("a{600}b"})"),
      testing::HasSubstr("server.spam_filters[1].pattern: the pattern would cost too much"));
  EXPECT_THAT(filters(R"({"pattern":"x","action":"ban"})"), testing::HasSubstr("one of"));
  EXPECT_THAT(filters(R"({"pattern":"x","targets":[]})"), testing::HasSubstr("at least one"));
  EXPECT_THAT(filters(R"({"action":"kill"})"), testing::HasSubstr("\"pattern\" is missing"));
  std::string many = R"({"pattern":"x"})";
  for (int i = 0; i < 64; ++i) many += R"(,{"pattern":"x"})";
  EXPECT_THAT(filters(many), testing::HasSubstr("at most 64 items"));
}

TEST(ConfigTable, APasswordIsALineOrNull) {
  const auto password = [](const std::string& value) {
    return error_of(R"({"server":{"password":)" + value +
                    R"(},"listen":[{"protocol":"irc","port":1}]})");
  };
  EXPECT_EQ(password("null"), "accepted");
  EXPECT_EQ(password("\"two words\""), "accepted");
  EXPECT_EQ(password("\"" + std::string(200, 'a') + "\""), "accepted");
  const std::string expected =
      "uvchat.json:1:23: server.password: expected null or one line of 1 to 200 bytes";
  for (const std::string& bad : {"\"" + std::string(201, 'a') + "\"", std::string(R"("")"),
                                 std::string(R"("a\nb")"), std::string("7")}) {
    EXPECT_EQ(password(bad), expected);
  }
}

// A file that is wrong is complained of in logs, and to operators.
TEST(ConfigTable, AnErrorRepeatsNoSecret) {
  for (const char* text :
       {R"({"server":{"password":"hunter2\n"}})", R"({"server":{"password":["hunter2"]}})",
        R"({"webirc":["hunter2"]})", R"({"webirc":"hunter2"})", R"({"operators":"hunter2"})",
        R"({"webirc":[{"password":"hunter2 ","addresses":[]}]})", R"({"operators":["hunter2"]})",
        R"({"operators":[{"name":"a","password_hash":"hunter2"}]})",
        R"({"server":{"password":"hunter2)", R"({"server":{"password":"hunter2" 1}})"}) {
    EXPECT_NE(error_of(text), "accepted");
    EXPECT_EQ(error_of(text).find("hunter2"), std::string::npos) << error_of(text);
  }
}

TEST(ConfigTable, AnOperatorsHashIsWholeAndCostsWhatACheckMayCost) {
  const auto hash = [](const std::string& value) {
    return error_of(R"({"operators":[{"name":"a","password_hash":")" + value + "\"}]}");
  };
  EXPECT_EQ(hash(some_hash), "accepted");
  for (const std::string& bad :
       {std::string("$argon2id$x"), some_hash.substr(0, 80), some_hash + "$",
        "$argon2id$v=19$m=4194304" + some_hash.substr(some_hash.find(",t="))}) {
    EXPECT_EQ(hash(bad),
              "uvchat.json:1:43: operators[0].password_hash: expected what uvchat-server "
              "hash-password prints, beginning with $argon2id$");
  }
}

TEST(ConfigTable, DefaultUserModesAreLettersThatAUserMaySet) {
  const auto modes = [](const std::string& value) {
    return error_of(R"({"server":{"default_user_modes":")" + value + "\"}}");
  };
  EXPECT_EQ(modes(""), "accepted");
  EXPECT_EQ(modes("+iwBT"), "accepted");
  for (const char* bad : {"o", "ii", "s", "++i"}) {
    EXPECT_EQ(modes(bad),
              "uvchat.json:1:33: server.default_user_modes: expected letters out of iwBT, each at "
              "most once, got \"" +
                  std::string(bad) + "\"");
  }
}

TEST(ConfigTable, AnIconIsAnHttpsUrlOrNull) {
  const auto icon = [](const std::string& value) {
    return error_of(R"({"server":{"icon":)" + value + "}}");
  };
  EXPECT_EQ(icon("null"), "accepted");
  EXPECT_EQ(icon("\"https://a.example/i.png\""), "accepted");
  for (const char* bad : {"\"\"", "\"https://\"", "\"http://a.example/\"", "\"https://a b\""}) {
    EXPECT_EQ(icon(bad),
              "uvchat.json:1:19: server.icon: expected null or an https URL of at most 200 bytes "
              "without spaces, got " +
                  std::string(bad));
  }
}

TEST(ConfigTable, ADMINHasAtMostThreeLines) {
  EXPECT_EQ(error_of(R"({"server":{"admin":["1","2","3"]}})"), "accepted");
  EXPECT_EQ(error_of(R"({"server":{"admin":["1","2","3","4"]}})"),
            "uvchat.json:1:33: server.admin[3]: at most 3 items");
  EXPECT_EQ(error_of(R"({"server":{"admin":["1\n2"]}})"),
            "uvchat.json:1:21: server.admin[0]: expected one line of at most 400 bytes, "
            R"(got "1\n2")");
}

TEST(ConfigTable, ANetworkIsAnAddressWithOrWithoutAPrefix) {
  const auto exempt = [](const std::string& value) {
    return error_of(R"({"limits":{"exempt":[)" + value + "]}}");
  };
  EXPECT_EQ(exempt(R"("10.0.0.0/8", "::1", "2001:db8::/32")"), "accepted");
  for (const char* bad : {"\"10.0.0.0/33\"", "\"localhost\"", "7", "\"\""}) {
    EXPECT_EQ(exempt(bad),
              "uvchat.json:1:22: limits.exempt[0]: expected an IP address or a network like "
              "10.0.0.0/8 or 2001:db8::/32, got " +
                  std::string(bad));
  }
}

TEST(ConfigTable, AGatewayIsRefusedWithoutItsAddresses) {
  EXPECT_EQ(error_of(R"({"webirc":[{"password":"p","addresses":["10.0.0.1"]}]})"), "accepted");
  EXPECT_EQ(error_of(R"({"webirc":[{"password":"p"}]})"),
            "uvchat.json:1:12: webirc[0]: the key \"addresses\" is missing");
  EXPECT_EQ(error_of(R"({"webirc":[{"password":"p q","addresses":[]}]})"),
            "uvchat.json:1:24: webirc[0].password: expected 1 to 200 bytes without spaces");
}

TEST(ConfigTable, ASeparatorOfRelayedNicksIsInNoNick) {
  EXPECT_EQ(error_of(R"({"relaymsg":{"enabled":true,"separators":"/="}})"), "accepted");
  EXPECT_EQ(error_of(R"({"relaymsg":{"separators":"|"}})"),
            "uvchat.json:1:27: relaymsg.separators: expected characters out of /=~;, each at most "
            "once, got \"|\"");
}

}  // namespace
}  // namespace uvchat::server
