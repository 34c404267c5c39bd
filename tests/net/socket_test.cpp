#include "net/socket.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace uvchat::net {
namespace {

std::string text_of_v6(const char* address) {
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, address, &v6.sin6_addr);
  return address_of(reinterpret_cast<const sockaddr&>(v6)).text();
}

ListenerSettings on(const std::string& address, std::uint16_t port) { return {{}, address, port}; }

TEST(Socket, KnowsAPeersAddress) {
  EXPECT_EQ(text_of_v6("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(text_of_v6("::1"), "::1");
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
  EXPECT_EQ(address_of(reinterpret_cast<const sockaddr&>(v4)).text(), "192.0.2.7");
}

TEST(Socket, TakesAMappedIpv4AddressForIpv4) {
  EXPECT_EQ(text_of_v6("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(Socket, TakesAFreePortWhenItIsGivenNone) {
  const Result<Fd> socket = listen_on(on("127.0.0.1", 0));
  ASSERT_TRUE(socket.has_value());
  EXPECT_NE(port_of(*socket), 0);
}

TEST(Socket, SaysThatAPortIsTaken) {
  const Result<Fd> first = listen_on(on("127.0.0.1", 0));
  ASSERT_TRUE(first.has_value());
  const std::uint16_t port = port_of(*first);
  const Result<Fd> second = listen_on(on("127.0.0.1", port));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().text,
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": address already in use");
}

TEST(Socket, SaysThatAnAddressIsNone) {
  const Result<Fd> named = listen_on(on("localhost", 6667));
  ASSERT_FALSE(named.has_value());
  EXPECT_EQ(named.error().text,
            "cannot listen on localhost:6667: not a numeric IPv4 or IPv6 address");
  const Result<Fd> broken = listen_on(on("1::2::3", 6667));
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().text,
            "cannot listen on [1::2::3]:6667: not a numeric IPv4 or IPv6 address");
}

}  // namespace
}  // namespace uvchat::net
