#include "net/accept_gate.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "uvchat/base/limits.h"

namespace uvchat::net {
namespace {

constexpr std::string_view full = "This server is full";
constexpr std::string_view too_many = "Too many connections from your address";

GateSettings some_settings(std::uint32_t connections_max, std::size_t per_address_max) {
  GateSettings settings;
  settings.connections_max = connections_max;
  settings.limits.connections_max = per_address_max;
  settings.limits.throttle.enabled = false;
  settings.gateways = {*Network::parse("203.0.113.0/24")};
  return settings;
}

class AcceptGateTest : public testing::Test {
 protected:
  // Says "in" and keeps the place, or says why not.
  std::string_view comes(std::string_view address, Protocol protocol = Protocol::irc) {
    auto place = gate.enter({*Address::parse(address), protocol}, now);
    if (!place.has_value()) return place.error();
    places.push_back(std::move(*place));
    return "in";
  }
  std::size_t come(std::string_view address, std::size_t tries) {
    std::size_t in = 0;
    for (std::size_t i = 0; i < tries; ++i) in += comes(address) == "in" ? 1 : 0;
    return in;
  }

  const Now now{1'000'000, 0};
  AcceptGate gate{HashKey{1}, some_settings(100, 8)};
  std::vector<AcceptGate::Place> places;
};

TEST_F(AcceptGateTest, LetsInSoManyOfAnAddress) {
  EXPECT_EQ(come("192.0.2.1", 20), 8U);
  EXPECT_EQ(comes("192.0.2.1"), too_many);
  EXPECT_EQ(comes("192.0.2.2"), "in");
}

TEST_F(AcceptGateTest, CountsAPlaceAsLongAsItLivesWhereverItGoes) {
  EXPECT_EQ(come("192.0.2.1", 8), 8U);
  std::optional<AcceptGate::Place> elsewhere = std::move(places.back());
  places.pop_back();
  EXPECT_EQ(comes("192.0.2.1"), too_many);
  std::thread([&] { elsewhere.reset(); }).join();
  EXPECT_EQ(comes("192.0.2.1"), "in");
}

TEST_F(AcceptGateTest, KeepsRoomForAddressesThatHaveNone) {
  const std::size_t kept = AcceptGate::room_for_newcomers(100);
  ASSERT_EQ(kept, 16U);
  std::size_t in = 0;
  for (int i = 0; i < 30; ++i) in += come("192.0.2." + std::to_string(i), 8);
  // Eleven addresses have filled it up to what is kept; the others have one connection each.
  EXPECT_EQ(in, 84U + 16U);
  EXPECT_EQ(comes("192.0.2.1"), full);
  EXPECT_EQ(comes("198.51.100.1"), full);
  places.erase(places.begin());  // of the first, which has others
  EXPECT_EQ(comes("192.0.2.0"), full);
  EXPECT_EQ(comes("198.51.100.1"), "in");
}

TEST_F(AcceptGateTest, KeepsNoMoreThanHalfOfASmallRoom) {
  EXPECT_EQ(AcceptGate::room_for_newcomers(16), 8U);
  EXPECT_EQ(AcceptGate::room_for_newcomers(1), 0U);
  EXPECT_EQ(AcceptGate::room_for_newcomers(16'000), 1000U);
}

TEST_F(AcceptGateTest, ObeysNewLimitsButNotANewSize) {
  EXPECT_EQ(come("192.0.2.1", 20), 8U);
  gate.change_settings(some_settings(10, 10));
  EXPECT_EQ(come("192.0.2.1", 20), 2U);
  EXPECT_EQ(come("192.0.2.2", 20), 10U);
  gate.change_settings(some_settings(10, 1));
  EXPECT_EQ(comes("192.0.2.1"), too_many);
  EXPECT_EQ(come("192.0.2.3", 20), 1U);
}

ServerBan dline(std::string mask, std::string reason, std::int64_t expires_ms = 0) {
  return {ServerBanKind::dline, std::move(mask), std::move(reason), "boss", 0, expires_ms};
}

TEST_F(AcceptGateTest, RefusesADLinedAddressBeforeItCountsAnything) {
  gate.change_bans({dline("192.0.2.0/24", "spam"), false});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(comes("192.0.2.1"), "D-lined: spam");
  EXPECT_EQ(comes("198.51.100.1"), "in");
  gate.change_bans({dline("192.0.2.0/24", ""), true});
  EXPECT_EQ(come("192.0.2.1", 20), 8U);
}

TEST_F(AcceptGateTest, LetsTheServersOwnUserInWhateverIsDLined) {
  gate.change_bans({dline("0.0.0.0/0", "all"), false});
  const Address here = *Address::parse("127.0.0.1");
  EXPECT_EQ(comes("127.0.0.1"), "D-lined: all");
  EXPECT_TRUE(gate.enter({.address = here, .protocol = Protocol::http, .is_own_users = true}, now)
                  .has_value());
}

TEST_F(AcceptGateTest, KnowsTheDLinesThatWereKept) {
  const ServerBan kline{ServerBanKind::kline, "*@198.51.100.1", "x", "boss", 0, 0};
  const Now before{now.mono_ms, 4'999'000};
  const Now then{now.mono_ms, 5'000'000};
  AcceptGate kept(HashKey{1}, some_settings(100, 8),
                  {kline, dline("2001:db8::/32", "no", 5'000), dline("192.0.2.1", "never")});
  const auto why = [&](std::string_view address, Now at) {
    const auto place = kept.enter({*Address::parse(address), Protocol::irc}, at);
    return std::string(place.has_value() ? "in" : place.error());
  };
  EXPECT_EQ(why("198.51.100.1", before), "in");
  EXPECT_EQ(why("2001:db8::1", before), "D-lined: no");
  EXPECT_EQ(why("2001:db8::1", then), "in");
  EXPECT_EQ(why("192.0.2.1", then), "D-lined: never");
}

TEST_F(AcceptGateTest, KeepsTheReasonOfADLineWithinALine) {
  gate.change_bans({dline("192.0.2.1", std::string(1'000, 'x')), false});
  EXPECT_LE(comes("192.0.2.1").size(), limits::kick_bytes_max + 9);
}

class GreetingPlaces : public AcceptGateTest {
 protected:
  GreetingPlaces() : busy(HashKey{1}, some_settings(0, 20)) {}

  std::string_view arrives(std::string_view address, bool greets = true) {
    auto place = busy.enter({*Address::parse(address), Protocol::irc, greets}, now);
    if (!place.has_value()) return place.error();
    arrived.push_back(std::move(*place));
    return "in";
  }

  AcceptGate busy;
  std::vector<AcceptGate::Place> arrived;
};

TEST_F(GreetingPlaces, AreSoManyForEachAddress) {
  for (std::size_t i = 0; i < limits::greetings_per_address_max; ++i) {
    ASSERT_EQ(arrives("192.0.2.1"), "in");
  }
  for (int i = 0; i < 10; ++i) EXPECT_EQ(arrives("192.0.2.1"), too_many);
  EXPECT_EQ(arrives("192.0.2.2"), "in");
  arrived[0].greeted();
  arrived[0].greeted();
  EXPECT_EQ(arrives("192.0.2.1"), "in");
  EXPECT_EQ(arrives("192.0.2.1"), too_many);
  arrived.erase(arrived.begin() + 1);  // its greeting has failed
  EXPECT_EQ(arrives("192.0.2.1"), "in");
  EXPECT_EQ(arrives("192.0.2.1"), too_many);
}

TEST_F(GreetingPlaces, AreSoManyForEachNetwork) {
  const auto of_v4 = [](std::size_t i) { return "192.0.2." + std::to_string(i); };
  const auto of_v6 = [](std::size_t i) { return "2001:db8:1:" + std::to_string(i) + "::1"; };
  for (std::size_t i = 0; i < limits::greetings_per_network_max; ++i) {
    ASSERT_EQ(arrives(of_v4(i)), "in");
    ASSERT_EQ(arrives(of_v6(i)), "in");
  }
  EXPECT_EQ(arrives(of_v4(200)), too_many);
  EXPECT_EQ(arrives(of_v6(200)), too_many);
  EXPECT_EQ(arrives("192.0.3.1"), "in");
  EXPECT_EQ(arrives("2001:db8:2::1"), "in");
  arrived[0].greeted();
  EXPECT_EQ(arrives(of_v4(200)), "in");
  EXPECT_EQ(arrives(of_v4(201)), too_many);
}

TEST_F(GreetingPlaces, AreAsManyAsAnExemptAddressWants) {
  GateSettings settings = some_settings(0, 20);
  settings.limits.exempt = {*Network::parse("192.0.2.0/24")};
  busy.change_settings(settings);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(arrives("192.0.2.1"), "in");
}

TEST_F(GreetingPlaces, DoNotCountARefusedConnection) {
  for (int i = 0; i < 30; ++i) arrives("192.0.2.1");
  for (std::size_t i = limits::greetings_per_address_max; i < 20; ++i) {
    EXPECT_EQ(arrives("192.0.2.1", false), "in");
  }
  EXPECT_EQ(arrives("192.0.2.1", false), too_many);
}

TEST_F(GreetingPlaces, AreSoManyInAll) {
  for (std::size_t i = 0; i < limits::greetings_max; ++i) {
    EXPECT_EQ(busy.is_crowded(), i > limits::greetings_crowded);
    ASSERT_TRUE(busy.has_greeting_room());
    ASSERT_EQ(arrives("10.0." + std::to_string(i / 100) + "." + std::to_string(i % 100)), "in");
  }
  EXPECT_FALSE(busy.has_greeting_room());
  EXPECT_EQ(arrives("192.0.2.1", false), "in");
  arrived[0].greeted();
  EXPECT_EQ(arrives("192.0.2.1"), "in");
}

class GatewayTest : public AcceptGateTest {
 protected:
  GatewayTest() : many(HashKey{1}, some_settings(0, 8)) {}

  bool comes_by_gateway(Protocol protocol = Protocol::irc) {
    auto place = many.enter({*Address::parse("203.0.113.5"), protocol}, now);
    if (place.has_value()) users.push_back(std::move(*place));
    return place.has_value();
  }

  AcceptGate many;
  std::vector<AcceptGate::Place> users;
};

TEST_F(GatewayTest, HasABoundOfItsOwnForUsersThatAreNotKnownYet) {
  for (int i = 0; i < 256; ++i) ASSERT_TRUE(comes_by_gateway());
  EXPECT_FALSE(comes_by_gateway());
  users[0].count_by_hub();
  users[0].count_by_hub();
  EXPECT_TRUE(comes_by_gateway());
  EXPECT_FALSE(comes_by_gateway());
  users.erase(users.begin());  // counted by the hub: that frees nothing here
  EXPECT_FALSE(comes_by_gateway());
  users.pop_back();
  EXPECT_TRUE(comes_by_gateway());
}

TEST_F(GatewayTest, HasAsManyHandshakesAtOnceAsUsersThatAreNotKnownYet) {
  for (std::size_t i = 0; i < 100; ++i) {
    auto place = many.enter({*Address::parse("203.0.113.5"), Protocol::irc, true}, now);
    ASSERT_TRUE(place.has_value());
    users.push_back(std::move(*place));
  }
  users.erase(users.begin());
  users[0].greeted();
  users[0].count_by_hub();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(comes_by_gateway());
}

class ProxyTest : public AcceptGateTest {
 protected:
  ProxyTest() {
    GateSettings settings = some_settings(100, 2);
    settings.proxies = {*Network::parse("192.0.2.0/24")};
    settings.greeting_per_proxy_max = 50;
    settings.limits.exempt = settings.proxies;
    gate.change_settings(settings);
  }

  std::string_view unnamed_comes(std::string_view proxy = "192.0.2.1") {
    return enters({.address = *Address::parse(proxy), .greets = true, .is_unnamed = true});
  }
  // The first of those who have come is named.
  std::string_view is_named(std::string_view user, bool is_borrowed = false) {
    places.erase(places.begin());
    return enters({.address = *Address::parse(user), .is_borrowed = is_borrowed});
  }

 private:
  std::string_view enters(const AcceptGate::Newcomer& newcomer) {
    auto place = gate.enter(newcomer, now);
    if (!place.has_value()) return place.error();
    places.push_back(std::move(*place));
    return "in";
  }
};

TEST_F(ProxyTest, IsWhoeverTheSettingsName) {
  EXPECT_TRUE(gate.is_proxy(*Address::parse("192.0.2.9")));
  EXPECT_FALSE(gate.is_proxy(*Address::parse("203.0.113.5"))) << "a gateway is no proxy";
}

TEST_F(ProxyTest, HasABoundForUsersWhomItHasNotNamedThoughItIsExempt) {
  for (int i = 0; i < 50; ++i) ASSERT_EQ(unnamed_comes(), "in");
  EXPECT_EQ(unnamed_comes(), too_many);
  EXPECT_EQ(unnamed_comes("192.0.2.2"), "in");
  EXPECT_EQ(is_named("198.51.100.1"), "in");
  EXPECT_EQ(unnamed_comes(), "in");
  EXPECT_EQ(unnamed_comes(), too_many);
}

TEST_F(ProxyTest, HasUsersWithTheLimitsOfTheirOwnAddress) {
  for (int i = 0; i < 4; ++i) ASSERT_EQ(unnamed_comes(), "in");
  EXPECT_EQ(is_named("198.51.100.1"), "in");
  EXPECT_EQ(is_named("198.51.100.1"), "in");
  EXPECT_EQ(is_named("198.51.100.1"), too_many);
  EXPECT_EQ(comes("198.51.100.1"), too_many) << "it is one address, however they come";
  EXPECT_EQ(is_named("192.0.2.77"), "in");
}

TEST_F(ProxyTest, LendsNobodyItsExemption) {
  for (int i = 0; i < 4; ++i) ASSERT_EQ(unnamed_comes(), "in");
  EXPECT_EQ(is_named("192.0.2.1", true), "in");
  EXPECT_EQ(is_named("192.0.2.1", true), "in");
  EXPECT_EQ(is_named("192.0.2.1", true), too_many);
  EXPECT_EQ(is_named("192.0.2.1"), "in");
}

TEST_F(ProxyTest, LetsInNewcomersWhereTheServerIsNearlyFull) {
  for (int i = 0; i < 42; ++i) ASSERT_EQ(come("198.51.100." + std::to_string(i), 2), 2U);
  EXPECT_EQ(comes("198.51.100.1"), full);
  EXPECT_EQ(unnamed_comes(), "in");
  EXPECT_EQ(unnamed_comes(), "in") << "nobody knows yet whether they are new";
  places.erase(places.begin(), places.end() - 2);
  EXPECT_EQ(is_named("198.51.100.200"), "in");
}

TEST_F(GatewayTest, IsNoneForTheClassroomWhichHasNoWebirc) {
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(comes_by_gateway(Protocol::classroom));
  EXPECT_FALSE(comes_by_gateway(Protocol::classroom));
}

}  // namespace
}  // namespace uvchat::net
