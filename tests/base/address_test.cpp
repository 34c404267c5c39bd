#include "uvchat/base/address.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat {
namespace {

// Its canonical text, or "refused".
std::string address(std::string_view text) {
  const auto parsed = Address::parse(text);
  return parsed ? parsed->text() : "refused";
}

std::string network(std::string_view text) {
  const auto parsed = Network::parse(text);
  return parsed ? parsed->text() : "refused";
}

bool contains(std::string_view whole, std::string_view part) {
  return Network::parse(whole).value().contains(Address::parse(part).value());
}

TEST(Address, OfIpv6CountsByItsNetwork) {
  EXPECT_EQ(Address::parse("2001:db8:1:2:3::4")->source().text(), "2001:db8:1:2::");
  EXPECT_EQ(Address::parse("::ffff:192.0.2.7")->source().text(), "192.0.2.7");
}

TEST(Address, IsWrittenInOneWay) {
  EXPECT_EQ(address("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(address("255.255.255.255"), "255.255.255.255");
  EXPECT_EQ(address("::"), "::");
  EXPECT_EQ(address("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(address("fe80:0000::0001"), "fe80::1");
}

TEST(Address, OfIpv4IsTheSameInIpv6sClothes) {
  EXPECT_EQ(Address::parse("10.0.0.1"), Address::parse("::ffff:10.0.0.1"));
  EXPECT_EQ(address("::ffff:a00:1"), "10.0.0.1");
  EXPECT_TRUE(Address::parse("10.0.0.1")->is_v4());
  EXPECT_FALSE(Address::parse("::1")->is_v4());
  EXPECT_FALSE(Address::parse("::fffe:10.0.0.1")->is_v4());
}

TEST(Address, ThatIsNotWholeOrNotOnlyOneIsRefused) {
  for (const char* text : {"",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "01.2.3.4",
                           "1.2.3.04",
                           "0x1.2.3.4",
                           " 1.2.3.4",
                           "1.2.3.4 ",
                           "1.2.3.-4",
                           ":",
                           ":::",
                           "1::2::3",
                           "12345::",
                           "::g",
                           "[::1]",
                           "::1%eth0",
                           "fe80::1%1",
                           "localhost",
                           "1.2.3.4/32",
                           "::ffff:10.0.0.256",
                           "1111:2222:3333:4444:5555:6666:7777:8888:9999",
                           "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"}) {
    EXPECT_EQ(address(text), "refused") << text;
  }
  EXPECT_EQ(address(std::string_view("1.2.3.4\0", 8)), "refused");
  EXPECT_EQ(address(std::string_view("::1\0::1", 7)), "refused");
}

TEST(Network, IsWrittenInOneWayWithoutTheBitsBeyondItsPrefix) {
  EXPECT_EQ(network("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(network("10.1.2.3/8"), "10.0.0.0/8");
  EXPECT_EQ(network("192.168.255.255/18"), "192.168.192.0/18");
  EXPECT_EQ(network("10.1.2.3/32"), "10.1.2.3");
  EXPECT_EQ(network("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(network("1.2.3.4/0"), "0.0.0.0/0");
  EXPECT_EQ(network("2001:DB8:1::/32"), "2001:db8::/32");
  EXPECT_EQ(network("::1/128"), "::1");
  EXPECT_EQ(network("::1/0"), "::/0");
  EXPECT_EQ(network("::ffff:10.1.2.3/104"), "10.0.0.0/8");
}

TEST(Network, ThatIsNotOneIsRefused) {
  for (const char* text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1",
                           "10.0.0.0/+8", "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0/8", "::/129",
                           "::/00", "::/1x", "10.0.0.0/255.0.0.0", "::/99999999999999999999999"}) {
    EXPECT_EQ(network(text), "refused") << text;
  }
}

TEST(Network, ContainsWhatBeginsWithItsPrefix) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("10.0.0.4/30", "10.0.0.7"));
  EXPECT_FALSE(contains("10.0.0.4/30", "10.0.0.8"));
  EXPECT_TRUE(contains("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(contains("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Network, OfAllIpv4HasNoIpv6AndOfAllIpv6HasBoth) {
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
  EXPECT_TRUE(contains("::/0", "::1"));
  EXPECT_TRUE(contains("::/0", "8.8.8.8"));
}

}  // namespace
}  // namespace uvchat
