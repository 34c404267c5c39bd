#include <stdexcept>

#include "tests/e2e/fixture.h"

// How many connections an address may have, from accept() to close().

namespace uvchat::e2e {
namespace {

using testing::ElementsAre;

class Addresses : public ServerTest {
 protected:
  Addresses() {
    config.hub.address_limits.exempt = {
        *Network::parse("127.0.0.1")};  // the witnesses and those who watch
    config.hub.address_limits.connections_max = 4;
    config.hub.address_limits.throttle.enabled = false;
  }

  // Introduces itself, and returns whether it was let in. Who was turned away may hear no more than
  // a RST.
  static bool comes_in(Client& client) {
    try {
      client.says("NICK n" + std::to_string(++people));
      client.says("USER n 0 * :n");
      client.hears("* 001 *");
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }
  // How many of so many.
  std::size_t come(const char* address, std::size_t tries) {
    std::size_t in = 0;
    for (std::size_t i = 0; i < tries; ++i) {
      Client& client = crowd.emplace_back(irc_port(), 0, address);
      if (comes_in(client)) {
        ++in;
      } else {
        crowd.pop_back();
      }
    }
    return in;
  }

  std::vector<Client> crowd;

 private:
  static inline int people = 0;
};

UVCHAT_IN_BOTH_SHAPES(Addresses);

TEST_P(Addresses, HaveSoManyConnectionsAtOnce) {
  start();
  EXPECT_EQ(come("127.0.0.2", 30), 4U);
  EXPECT_EQ(come("127.0.0.3", 5), 4U);
  EXPECT_EQ(come("127.0.0.1", 10), 10U);
}

TEST_P(Addresses, AreToldThatTheyHaveTooMany) {
  start();
  EXPECT_EQ(come("127.0.0.2", 4), 4U);
  Client fifth(irc_port(), 0, "127.0.0.2");
  EXPECT_THAT(fifth.hears_to_the_end(),
              ElementsAre("ERROR :Closing link (Too many connections from your address)"));
}

TEST_P(Addresses, MayComeAgainWhenTheirDescriptorsAreClosed) {
  start();
  for (int round = 0; round < 3; ++round) {
    // The server closes its end soon after it has seen that of the last round closed.
    while (crowd.size() < 4) {
      if (come("127.0.0.2", 1) == 0) a_turn_passes();
    }
    EXPECT_EQ(come("127.0.0.2", 1), 0U);
    crowd.clear();
  }
}

TEST_P(Addresses, ThatHaveNoneFindRoomWhenOthersFillTheServer) {
  config.connections_max = 24;
  config.hub.address_limits.connections_max = 100;
  start();
  const std::size_t witnesses = static_cast<std::size_t>(GetParam());
  EXPECT_EQ(come("127.0.0.2", 40), 12 - witnesses);
  EXPECT_EQ(come("127.0.0.3", 2), 1U);
  EXPECT_EQ(come("127.0.0.4", 2), 1U);
  EXPECT_EQ(come("127.0.0.2", 1), 0U);
}

TEST_P(Addresses, OfAGatewayAreThoseOfItsUsers) {
  config.hub.webirc = {{"gate", {*Network::parse("127.0.0.7")}}};
  config.hub.cloak_hosts = false;
  start();
  for (int i = 0; i < 20; ++i) {
    Client& web = crowd.emplace_back(irc_port(), 0, "127.0.0.7");
    web.says("WEBIRC gate gw some.host 10.1.2." + std::to_string(i));
    EXPECT_TRUE(comes_in(web));
  }
  for (int i = 0; i < 5; ++i) {
    Client& web = crowd.emplace_back(irc_port(), 0, "127.0.0.7");
    web.says("WEBIRC gate gw some.host 10.9.9.9");
    EXPECT_EQ(comes_in(web), i < 4);
  }
}

}  // namespace
}  // namespace uvchat::e2e
