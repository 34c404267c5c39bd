#include "address.h"

#include <gtest/gtest.h>

#include "preferences.h"

namespace uvchat::cli {
namespace {

// "nick@host:port/room", or what is wrong.
std::string parsed(std::string_view text) {
  const auto address = parse_address(text);
  return address ? address->nick + "@" + address->server.host + ":" +
                       std::to_string(address->server.port) + "/" + address->room
                 : "wrong";
}

TEST(Address, IsAHostWithWhatElsePeopleSayThere) {
  EXPECT_EQ(parsed("example.org"), "@example.org:0/");
  EXPECT_EQ(parsed("ana@example.org:7000"), "ana@example.org:7000/");
  EXPECT_EQ(parsed("ana@[::1]:7000"), "ana@::1:7000/");
  EXPECT_EQ(parsed("a b@example.org"), "wrong");
  EXPECT_EQ(parsed("example.org:port"), "wrong");
  EXPECT_EQ(parsed(""), "wrong");
}

TEST(Address, IsAUrlToo) {
  EXPECT_EQ(parsed("irc://example.org"), "@example.org:0/");
  EXPECT_EQ(parsed("IRC://ana@example.org:7000/maths"), "ana@example.org:7000/#maths");
  EXPECT_EQ(parsed("irc://example.org/%23maths,isnick?key=x"), "@example.org:0/#maths");
  EXPECT_EQ(parsed("irc://example.org/a%20b"), "wrong");
  EXPECT_EQ(parsed("irc://example.org/a%2"), "wrong");
  EXPECT_EQ(parsed("irc://example.org/a%zz"), "wrong");
}

TEST(Address, TlsIsRefusedInHonestWords) {
  EXPECT_NE(parse_address("ircs://example.org").error().text.find("TLS"), std::string::npos);
}

TEST(Preferences, AreReadAndRefusedLikeTheServersConfiguration) {
  const auto good = parse_preferences(
      R"({"server": "ana@h", "rooms": ["#a", "#b"], "language": "es", "protocol": "caesar"})", "f");
  ASSERT_TRUE(good) << good.error().text;
  EXPECT_EQ(good->rooms.size(), 2U);
  EXPECT_EQ(good->language, Language::spanish);
  EXPECT_EQ(good->protocol, Protocol::caesar);
  EXPECT_EQ(parse_preferences("{\n \"sever\": \"h\"}", "cli.json").error().text,
            "cli.json:2:2: sever: unknown key, did you mean \"server\"?");
  EXPECT_EQ(parse_preferences("{\"rooms\": [\"a b\"]}", "cli.json").error().text,
            "cli.json:1:12: rooms[0]: expected a room, got \"a b\"");
}

}  // namespace
}  // namespace uvchat::cli
