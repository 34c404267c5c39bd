#include "uvchat/base/address_gate.h"

#include <gtest/gtest.h>

#include "uvchat/base/limits.h"

namespace uvchat {
namespace {

// Says "in", or why not.
class Door {
 public:
  explicit Door(AddressLimits its_limits) : limits(std::move(its_limits)) {}

  std::string_view comes(std::string_view address) {
    return gate.enter(*Address::parse(address), limits, now_ms).value_or("in");
  }
  void goes(std::string_view address) { gate.leave(*Address::parse(address)); }

  AddressLimits limits;
  std::uint64_t now_ms = 1'000'000;
  AddressGate gate{HashKey{1}};
};

constexpr std::string_view too_many = "Too many connections from your address";
constexpr std::string_view too_often = "You connect too often, try again later";

AddressLimits at_once(std::size_t connections) {
  return {.connections_max = connections, .throttle = {.enabled = false}, .exempt = {}};
}

AddressLimits in_time(int connections, int seconds) {
  return {.connections_max = 1000,
          .throttle = {.enabled = true, .connections = connections, .seconds = seconds},
          .exempt = {}};
}

TEST(AddressGate, LetsInSoManyAtOnce) {
  Door door(at_once(2));
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
  EXPECT_EQ(door.comes("192.0.2.7"), too_many);
  EXPECT_EQ(door.comes("192.0.2.8"), "in");
  door.goes("192.0.2.7");
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
}

TEST(AddressGate, LetsInSoManyInATime) {
  Door door(in_time(2, 60));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(door.comes("192.0.2.7"), "in");
    door.goes("192.0.2.7");
  }
  EXPECT_EQ(door.comes("192.0.2.7"), too_often);
  EXPECT_EQ(door.comes("192.0.2.8"), "in");
  door.now_ms += 59'999;
  EXPECT_EQ(door.comes("192.0.2.7"), too_often);
  door.now_ms += 1;
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
}

TEST(AddressGate, ObeysTheLimitsOfNow) {
  Door door(in_time(1, 3600));
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
  EXPECT_EQ(door.comes("192.0.2.7"), too_often);
  door.limits.throttle.seconds = 60;
  door.now_ms += 60'000;
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
}

TEST(AddressGate, CountsIpv6ByItsNetworkAndMappedIpv4AsIpv4) {
  Door door(at_once(1));
  EXPECT_EQ(door.comes("2001:db8::1"), "in");
  EXPECT_EQ(door.comes("2001:db8::2"), too_many);
  EXPECT_EQ(door.comes("2001:db8:0:1::1"), "in");
  EXPECT_EQ(door.comes("192.0.2.7"), "in");
  EXPECT_EQ(door.comes("::ffff:192.0.2.7"), too_many);
  EXPECT_EQ(door.comes("192.0.2.8"), "in");
  EXPECT_TRUE(door.gate.holds(*Address::parse("2001:db8::3")));
  EXPECT_FALSE(door.gate.holds(*Address::parse("2001:db8:0:2::1")));
}

TEST(AddressGate, DoesNotLimitExemptAddresses) {
  AddressLimits limits = in_time(1, 60);
  limits.connections_max = 1;
  limits.exempt = {*Network::parse("127.0.0.0/8")};
  Door door(limits);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(door.comes("127.0.0.1"), "in");
  EXPECT_TRUE(door.gate.holds(*Address::parse("127.0.0.1")));
}

TEST(AddressGate, ForgetsAnAddressWithoutConnectionsWhenItsTimeIsOver) {
  Door door(in_time(1, 60));
  for (int i = 0; i < 200; ++i) {
    const std::string address = "192.0.2." + std::to_string(i);
    EXPECT_EQ(door.comes(address), "in");
    door.goes(address);
  }
  EXPECT_EQ(door.gate.size(), 200U);
  door.now_ms += 60'000;
  EXPECT_EQ(door.comes("198.51.100.1"), "in");
  EXPECT_EQ(door.gate.size(), 1U);
}

TEST(AddressGate, RemembersABoundedNumberOfAddresses) {
  Door door(in_time(1, 60));
  for (std::size_t i = 0; i < limits::connect_windows_max + 100; ++i) {
    const std::string address = "10." + std::to_string(i >> 16) + '.' +
                                std::to_string(i >> 8 & 255) + '.' + std::to_string(i & 255);
    ASSERT_EQ(door.comes(address), "in");
    door.goes(address);
  }
  EXPECT_EQ(door.gate.size(), limits::connect_windows_max);
  EXPECT_EQ(door.comes("10.1.0.1"), too_often);
}

}  // namespace
}  // namespace uvchat
