#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "conversation.h"
#include "hub/commands/login.h"

namespace uvchat::hub {
namespace {

// One gateway, at 192.0.2.7, whose users are seen by their addresses.
HubSettings with_gateway() {
  HubSettings settings = Conversation::some_settings();
  settings.cloak_hosts = false;
  settings.webirc = {{"sesame", {*Network::parse("192.0.2.7")}}};
  settings.address_limits.throttle.enabled = false;
  return settings;
}

class Webirc : public testing::Test {
 protected:
  explicit Webirc(HubSettings settings = with_gateway()) : chat(std::move(settings)) {}

  // Somebody whom the gateway names, and who is let in or not.
  Person& user_at(const std::string& address) {
    Person& user = chat.connected();
    user.says("WEBIRC sesame gateway some.host " + address);
    if (!user.closed()) introduces_itself(user);
    return user;
  }
  void introduces_itself(Person& person) {
    ++users_;
    person.says("NICK " + nick());
    person.says("USER u 0 * :u");
  }
  std::string nick() const { return "user" + std::to_string(users_); }  // of the last
  // Those for whom the gateway's bound does not hold any more.
  std::vector<ConnId> counted() {
    std::vector<ConnId> conns;
    for (const CountedByHub& request : chat.requests<CountedByHub>()) conns.push_back(request.conn);
    return conns;
  }

  Conversation chat;

 private:
  int users_ = 0;
};

TEST_F(Webirc, NamesTheAddressOfAUser) {
  Person& alice = chat.connected();
  alice.says("WEBIRC sesame gateway alice.example 203.0.113.5");
  EXPECT_THAT(counted(), testing::ElementsAre(alice.conn()));
  alice.says("NICK alice");
  alice.says("USER alice 0 * :a");
  alice.hears(":srv 001 alice :*alice!~alice@203.0.113.5");
  EXPECT_THAT(counted(), testing::IsEmpty());
}

TEST_F(Webirc, AUserIsSecureWhereTheGatewaySaysSo) {
  Hello::Fingerprint of_gateway{};
  for (const std::string options : {"", " :secure", " :local-port=80 secure"}) {
    Person& user = chat.connected_with_tls(of_gateway);
    user.says("WEBIRC sesame gateway some.host 198.51.100.4" + options);
    introduces_itself(user);
    user.skips_all();
    user.says("WHOIS " + nick());
    user.hears_in_time("* 379 *");
    if (!options.empty()) user.hears("* 671 *");
    user.hears("* 317 *");
  }
}

class NearWebirc : public Webirc {
 protected:
  static HubSettings some_settings() {
    HubSettings settings = with_gateway();
    settings.webirc = {{"sesame", {*Network::parse("127.0.0.1")}}};
    settings.address_limits.connections_max = 1;
    settings.address_limits.exempt = {*Network::parse("127.0.0.0/8")};
    return settings;
  }
  NearWebirc() : Webirc(some_settings()) {}
};

TEST_F(NearWebirc, GivesItsUsersNoneOfTheRightsOfThisMachine) {
  Person& itself = chat.connected(0, "127.0.0.1");
  Person& alice = chat.connected(0, "127.0.0.1");
  alice.says("WEBIRC sesame gateway some.host 203.0.113.5");
  for (Person* one : {&itself, &alice}) {
    one->says("CAP REQ :sasl");
    one->says("AUTHENTICATE PLAIN");
  }
  itself.hears_in_time("AUTHENTICATE +");
  alice.hears_in_time(":srv 904 * :*" + std::string(clear_connection));
}

TEST_F(NearWebirc, GivesItsUsersNoExemptionByAnAddressOfItsMachine) {
  for (const std::string address : {"127.0.0.1", "127.0.0.2"}) {
    std::vector<Person*> users;
    for (int i = 0; i < 2; ++i) {
      users.push_back(&chat.connected(0, "127.0.0.1"));
      users.back()->says("WEBIRC sesame gateway some.host " + address);
    }
    EXPECT_FALSE(users[0]->closed());
    EXPECT_TRUE(users[1]->closed()) << address;
  }
}

TEST_F(Webirc, IsForGatewaysThatKnowThePassword) {
  Person& mallory = chat.connected(0, "192.0.2.8");
  mallory.says("WEBIRC sesame gateway mallory.example 203.0.113.6");
  mallory.hears("ERROR :*WEBIRC refused*");
  EXPECT_TRUE(mallory.closed());
  Person& guesser = chat.connected();
  guesser.says("WEBIRC simsim gateway mallory.example 203.0.113.6");
  guesser.hears("ERROR :*WEBIRC refused*");
  EXPECT_TRUE(guesser.closed());
  EXPECT_THAT(counted(), testing::IsEmpty());
}

TEST_F(Webirc, IsNotForAGatewayThatWasBannedWhileItsConnectionWasOpen) {
  Person& alice = chat.connected();
  Person& root = chat.connected(0, "203.0.113.1");
  introduces_itself(root);
  chat.make_operator(root);
  root.says("DLINE 192.0.2.7 :gone");
  alice.says("WEBIRC sesame gateway some.host 203.0.113.5");
  alice.hears(":srv 465 *gone");
  alice.hears("ERROR :*D-lined*");
  EXPECT_TRUE(alice.closed());
}

// The address that it has named is the gateway's own, so that it could say it again.
TEST_F(Webirc, IsSaidOnce) {
  Person& alice = chat.connected();
  alice.says("WEBIRC sesame gateway some.host 192.0.2.7");
  alice.says("WEBIRC sesame gateway some.host 203.0.113.6");
  alice.hears(":srv 462 *");
  introduces_itself(alice);
  alice.hears(":srv 001 user1 :*@192.0.2.7");
  alice.skips_all();
  alice.says("WEBIRC sesame gateway some.host 203.0.113.6");
  alice.hears(":srv 462 user1 *");
}

class LimitedWebirc : public Webirc {
 protected:
  static HubSettings some_settings() {
    HubSettings settings = with_gateway();
    settings.address_limits.connections_max = 2;
    settings.address_limits.throttle = {.enabled = true, .connections = 4, .seconds = 60};
    settings.address_limits.exempt = {*Network::parse("192.0.2.0/24")};  // the gateway, too
    return settings;
  }
  LimitedWebirc() : Webirc(some_settings()) {}
};

TEST_F(LimitedWebirc, AUserHasTheLimitsOfTheirOwnAddress) {
  Person& first = user_at("203.0.113.5");
  EXPECT_FALSE(user_at("203.0.113.5").closed());
  Person& third = user_at("203.0.113.5");
  third.hears("ERROR :Closing link (Too many connections from your address)");
  EXPECT_FALSE(user_at("203.0.113.6").closed());
  first.goes();
  EXPECT_FALSE(user_at("203.0.113.5").closed());
}

TEST_F(LimitedWebirc, AUserWhoComesAndGoesLocksOutNobodyElse) {
  for (int i = 0; i < 4; ++i) {
    Person& web = user_at("203.0.113.5");
    EXPECT_FALSE(web.closed());
    web.goes();
  }
  user_at("203.0.113.5").hears("ERROR :Closing link (You connect too often, try again later)");
  EXPECT_FALSE(user_at("203.0.113.6").closed());
  EXPECT_FALSE(user_at("203.0.113.6").closed());
  chat.waits_ms(60'000);
  EXPECT_FALSE(user_at("203.0.113.5").closed());
}

TEST_F(LimitedWebirc, AUserOfIpv6CountsByTheirNetwork) {
  EXPECT_FALSE(user_at("2001:db8::1").closed());
  EXPECT_FALSE(user_at("2001:db8::2").closed());
  EXPECT_TRUE(user_at("2001:db8::3").closed());
  EXPECT_FALSE(user_at("2001:db8:0:1::1").closed());
}

TEST_F(LimitedWebirc, ABannedUserIsTurnedAwayAndTheGatewaysOthersAreNot) {
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.says("DLINE 203.0.113.0/24 :no");
  Person& banned = user_at("203.0.113.5");
  banned.hears(":srv 465 * :You are banned from this server: *");
  banned.hears("ERROR :Closing link (D-lined: *)");
  EXPECT_TRUE(banned.closed());
  EXPECT_FALSE(user_at("198.51.100.1").closed());
}

TEST_F(Webirc, WhoRegistersWithoutItCountsByTheirOwnAddress) {
  Person& local = chat.connected();
  EXPECT_THAT(counted(), testing::IsEmpty());
  introduces_itself(local);
  local.hears(":srv 001 user1 :*@192.0.2.7");
  EXPECT_THAT(counted(), testing::ElementsAre(local.conn()));
}

class NarrowWebirc : public Webirc {
 protected:
  static HubSettings some_settings() {
    HubSettings settings = with_gateway();
    settings.address_limits.connections_max = 1;
    return settings;
  }
  NarrowWebirc() : Webirc(some_settings()) {}
};

TEST_F(NarrowWebirc, AGatewaysOwnUsersHaveTheLimitsOfItsAddressWhenTheyRegister) {
  Person& first = chat.connected();
  Person& second = chat.connected();
  EXPECT_FALSE(user_at("203.0.113.5").closed());
  introduces_itself(first);
  introduces_itself(second);
  EXPECT_FALSE(first.closed());
  second.hears("ERROR :Closing link (Too many connections from your address)");
  EXPECT_TRUE(second.closed());
  first.goes();
  Person& third = chat.connected();
  introduces_itself(third);
  EXPECT_FALSE(third.closed());
}

TEST_F(NarrowWebirc, OthersAreCountedBeforeTheHubHearsOfThem) {
  for (int i = 0; i < 5; ++i) {
    Person& person = chat.connected(0, "198.51.100.1");
    introduces_itself(person);
    EXPECT_FALSE(person.closed());
  }
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(chat.classroom().closed());  // at the gateway
  EXPECT_THAT(counted(), testing::IsEmpty());
}

TEST_F(NarrowWebirc, HasTheLimitsOfNow) {
  EXPECT_FALSE(user_at("203.0.113.5").closed());
  HubSettings settings = with_gateway();
  settings.address_limits.connections_max = 2;
  chat.takes_settings(settings);
  EXPECT_FALSE(user_at("203.0.113.5").closed());
  EXPECT_TRUE(user_at("203.0.113.5").closed());
}

}  // namespace
}  // namespace uvchat::hub
