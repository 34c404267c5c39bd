#include "net/banned_networks.h"

#include <gtest/gtest.h>

namespace uvchat::net {
namespace {

class BannedNetworksTest : public testing::Test {
 protected:
  void ban(std::string_view network, std::string why, std::int64_t expires_ms = 0) {
    bans.ban(*Network::parse(network), std::move(why), expires_ms);
  }
  std::string why(std::string_view address, std::int64_t now_ms = 1'000) const {
    return std::string(bans.why_banned(*Address::parse(address), now_ms).value_or("may come"));
  }

  BannedNetworks bans{HashKey{1}};
};

TEST_F(BannedNetworksTest, AreOfAnyLength) {
  ban("192.0.2.1", "one");
  ban("198.51.100.0/24", "many");
  ban("2001:db8::/32", "all of them");
  EXPECT_EQ(why("192.0.2.1"), "one");
  EXPECT_EQ(why("::ffff:192.0.2.1"), "one");
  EXPECT_EQ(why("192.0.2.2"), "may come");
  EXPECT_EQ(why("198.51.100.77"), "many");
  EXPECT_EQ(why("2001:db8:7::1"), "all of them");
  EXPECT_EQ(why("2001:db9::1"), "may come");
}

TEST_F(BannedNetworksTest, TellTheOldestOfTheReasons) {
  ban("10.1.0.0/16", "first");
  ban("10.0.0.0/8", "second");
  ban("10.1.2.3", "third");
  EXPECT_EQ(why("10.1.2.3"), "first");
  ban("10.1.0.0/16", "first again");  // in its place, and now the youngest
  EXPECT_EQ(why("10.1.2.3"), "second");
  bans.lift(*Network::parse("10.0.0.0/8"));
  EXPECT_EQ(why("10.1.2.3"), "third");
  EXPECT_EQ(why("10.1.2.4"), "first again");
  EXPECT_EQ(why("10.2.0.1"), "may come");
}

TEST_F(BannedNetworksTest, HoldUntilTheyEnd) {
  ban("10.0.0.0/8", "a while", 2'000);
  ban("10.0.0.1", "for ever");
  EXPECT_EQ(why("10.0.0.2", 1'999), "a while");
  EXPECT_EQ(why("10.0.0.2", 2'000), "may come");
  EXPECT_EQ(why("10.0.0.1", 2'000), "for ever");
}

TEST_F(BannedNetworksTest, AreForgottenWhenTheyAreOver) {
  for (int i = 0; i < 250; ++i) ban("10.0.0." + std::to_string(i), "x", 2'000 + i);
  ban("10.0.0.1", "x", 9'000);  // for longer than before
  ban("10.0.0.2", "x");
  bans.lift(*Network::parse("10.0.0.3"));
  bans.forget_old(1'999);
  EXPECT_EQ(bans.size(), 249U);
  for (int i = 0; i < 5; ++i) bans.forget_old(5'000);
  EXPECT_EQ(bans.size(), 2U);
  bans.forget_old(9'000);
  EXPECT_EQ(bans.size(), 1U);
  EXPECT_EQ(why("10.0.0.2", 10'000), "x");
}

}  // namespace
}  // namespace uvchat::net
