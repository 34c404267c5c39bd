#include "client/target.h"

#include <gtest/gtest.h>

namespace uvchat::client {
namespace {

void expect_target(std::string_view text, std::string_view host, int port) {
  const auto target = parse_target(text, 6667);
  ASSERT_TRUE(target) << text;
  EXPECT_EQ(target->host, host);
  EXPECT_EQ(target->port, port);
}

TEST(Target, IsAHostWithAPortOrWithout) {
  expect_target("irc.example.org", "irc.example.org", 6667);
  expect_target("irc.example.org:7000", "irc.example.org", 7000);
  expect_target("127.0.0.1:65535", "127.0.0.1", 65535);
}

TEST(Target, TakesAnIpv6AddressInBracketsOrBare) {
  expect_target("[::1]:7000", "::1", 7000);
  expect_target("[::1]", "::1", 6667);
  expect_target("::1", "::1", 6667);
}

TEST(Target, IsNothingElse) {
  for (const char* text : {"", ":7000", "host:", "host:0", "host:65536", "host:x", "host:70x",
                           "[::1", "[]:7000", "[::1]7000", "[::1]:"}) {
    EXPECT_FALSE(parse_target(text, 6667)) << text;
  }
}

}  // namespace
}  // namespace uvchat::client
