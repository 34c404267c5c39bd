#include "hub/server_bans.h"

#include <gtest/gtest.h>

#include <string>

#include "hub/session.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t start_ms = 1'000;

ServerBan a_ban(ServerBanKind kind, std::string mask, std::int64_t expires_ms = 0) {
  return {kind, std::move(mask), "x", "ana", 0, expires_ms};
}

struct ServerBansTest : testing::Test {
  ServerBans bans{HashKey{7}};
  UserPool users;

  void sets(const std::string& mask, std::int64_t expires_ms = 0) {
    EXPECT_EQ(bans.add(a_ban(ServerBanKind::kline, mask, expires_ms)), std::nullopt) << mask;
  }
  // The mask of the ban that holds for him.
  std::string of(const std::string& user, const std::string& host, const std::string& address) {
    Session session(ConnId(0, 0, 1), 0, SessionKind::irc, users.make());
    session.address = *Address::parse(address);
    session.person().set_names("nick", user, host);
    const ServerBan* ban = bans.of(session, start_ms);
    // The index finds what a comparison with each one finds.
    std::uint64_t number = 0;
    for (const ServerBan* one; (one = bans.from(ServerBanKind::kline, number)) != nullptr;
         ++number) {
      if (!ServerBans::holds(*one, start_ms)) continue;
      if (!ServerBanMask::parse(one->kind, one->mask)->means(session)) continue;
      EXPECT_NE(ban, nullptr) << one->mask;
      break;
    }
    return ban == nullptr ? "" : ban->mask;
  }
};

TEST_F(ServerBansTest, FindAMaskByWhateverItSays) {
  sets("*@10.0.0.0/8");
  EXPECT_EQ(of("~a", "x.ip4", "10.1.2.3"), "*@10.0.0.0/8");
  EXPECT_EQ(of("~a", "x.ip4", "11.1.2.3"), "");
  sets("~bad@2001:db8::/32");
  EXPECT_EQ(of("~bad", "x.ip6", "2001:db8::1"), "~bad@2001:db8::/32");
  EXPECT_EQ(of("~good", "x.ip6", "2001:db8::1"), "");
  sets("~WORSE?@198.51.100.1");
  EXPECT_EQ(of("~worse1", "x", "198.51.100.1"), "~worse?@198.51.100.1");
  EXPECT_EQ(of("~worse", "x", "198.51.100.1"), "");
  sets("*@Staff.example.ORG");
  EXPECT_EQ(of("~a", "staff.Example.org", "192.0.2.1"), "*@staff.example.org");
  sets("*@*.aa.bb.ip4");
  EXPECT_EQ(of("~a", "cc.aa.bb.ip4", "192.0.2.1"), "*@*.aa.bb.ip4");
  EXPECT_EQ(of("~a", "dd.cc.aa.bb.ip4", "192.0.2.1"), "*@*.aa.bb.ip4");
  EXPECT_EQ(of("~a", "xaa.bb.ip4", "192.0.2.1"), "");
  sets("*@*.7.9");
  EXPECT_EQ(of("~a", "h", "192.0.7.9"), "*@*.7.9");
  sets("mallory@*");
  EXPECT_EQ(of("~mallory", "h", "192.0.2.1"), "~mallory@*");
  sets("*@203.*");
  EXPECT_EQ(of("~a", "h", "203.0.113.9"), "*@203.*");
}

TEST_F(ServerBansTest, AnswerWithTheOldestThatHolds) {
  sets("*@203.*", 500);
  sets("*@*.113.9");
  sets("~a@*");
  sets("*@203.0.113.9");
  EXPECT_EQ(of("~a", "h", "203.0.113.9"), "*@*.113.9");
  EXPECT_TRUE(bans.remove(ServerBanKind::kline, "*@*.113.9"));
  EXPECT_EQ(of("~a", "h", "203.0.113.9"), "~a@*");
  sets("~a@*");  // again, which makes it the youngest
  EXPECT_EQ(of("~a", "h", "203.0.113.9"), "*@203.0.113.9");
}

TEST_F(ServerBansTest, ForgetWhatIsOver) {
  sets("*@a.example.org", 900);
  sets("*@b.example.org", 1'100);
  EXPECT_EQ(of("~a", "a.example.org", "192.0.2.1"), "");
  EXPECT_EQ(bans.size(), 2U);
  bans.forget_old(start_ms);
  EXPECT_EQ(bans.size(), 1U);
  EXPECT_EQ(of("~a", "b.example.org", "192.0.2.1"), "*@b.example.org");
}

TEST_F(ServerBansTest, OfAHundredThousandCostARegistrationFewLooks) {
  for (int i = 0; i < 25'000; ++i) {
    const std::string n = std::to_string(i);
    const std::string bytes = std::to_string(i / 256) + "." + std::to_string(i % 256);
    sets("*@10.0." + bytes);
    sets("*@172." + bytes + ".0/24");
    sets("*@host" + n + ".example.org");
    sets("~user" + n + "@*.example.net");
    if (i % 5 == 0) sets("*@*.net" + n + ".example.com");
  }
  const std::uint64_t before = bans.looks();
  EXPECT_EQ(of("~user", "a.b.c.example.net", "192.0.2.1"), "");
  EXPECT_LE(bans.looks() - before, 100U);
  EXPECT_EQ(of("~user77", "a.b.c.example.net", "192.0.2.1"), "~user77@*.example.net");
  for (std::int64_t i = 0; i < 25'000; ++i) {
    EXPECT_TRUE(bans.remove(ServerBanKind::kline, "~user" + std::to_string(i) + "@*.example.net"));
  }
}

TEST_F(ServerBansTest, OfOneHostWithManyUsersCostNoMoreThanTheirBound) {
  for (int i = 0; i < 1'000; ++i) sets("~u" + std::to_string(i) + "?@10.0.0.1");
  const std::uint64_t before = bans.looks();
  EXPECT_EQ(of("~nobody", "h", "10.0.0.1"), "");
  EXPECT_LE(bans.looks() - before, limits::wildcard_bans_max + 100);
  EXPECT_EQ(of("~u999x", "h", "10.0.0.1"), "~u999?@10.0.0.1");
  for (int i = 1'000; i < 1'016; ++i) sets("~u" + std::to_string(i) + "?@10.0.0.1");
  EXPECT_NE(bans.add(a_ban(ServerBanKind::kline, "~more*@10.0.0.1")), std::nullopt);
  sets("~u5?@10.0.0.1");  // which is there
  EXPECT_TRUE(bans.remove(ServerBanKind::kline, "~u500?@10.0.0.1"));
  sets("~more*@10.0.0.1");
}

TEST_F(ServerBansTest, AreNoMoreThanTheirBound) {
  for (std::size_t i = 0; i < limits::server_bans_max; ++i) {
    sets("*@h" + std::to_string(i) + ".example.org");
  }
  EXPECT_NE(bans.add(a_ban(ServerBanKind::dline, "10.0.0.1")), std::nullopt);
  sets("*@h7.example.org");
}

}  // namespace
}  // namespace uvchat::hub
