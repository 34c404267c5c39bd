// Users all of whose connections are over TLS (user mode Z), and channels for them alone (mode z).

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/people_store.h"

namespace uvchat::hub {
namespace {

struct Secure : testing::Test, PeopleStore {
  // A session of the account ana, with TLS or without.
  Person& device(bool has_tls) {
    Person& person = has_tls ? chat.connected_with_tls() : chat.connected();
    person.says("CAP REQ :sasl");
    person.says("NICK ana");
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE PLAIN");
    says(person, "AUTHENTICATE " + std::string(ana_plain));
    says(person, "CAP END");
    return person;
  }
  // Ana with TLS, and so is the room #a, whose operator she is.
  Person& ana_in_a_room() {
    Person& person = device(true);
    person.says("JOIN #a");
    person.says("MODE #a +z");
    person.hears_in_time(":ana!* MODE #a +z");
    person.skips_all();
    return person;
  }
  Person& an_operator() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    boss.skips_all();
    return boss;
  }
};

TEST_F(Secure, AUserOverTlsHasAModeThatNobodyElseHas) {
  Person& bea = chat.registered_with_tls("bea");
  bea.says("MODE bea");
  bea.hears(":srv 221 bea +Z");
  bea.says("MODE bea -Z");
  bea.hears_nothing();
  Person& eve = chat.registered("eve");
  eve.says("MODE eve +Z");
  eve.says("MODE eve");
  eve.hears(":srv 221 eve +");
}

TEST_F(Secure, AUserIsAsSecureAsTheLeastSecureOfTheirConnections) {
  Person& desk = device(true);
  desk.hears_in_time(":ana!* MODE ana +Zr");
  Person& phone = device(true);
  phone.hears_in_time(":srv 221 ana +Zr");
  desk.hears_nothing();
  Person& old = device(false);
  old.hears_in_time(":srv 221 ana +r");
  old.hears_nothing();
  desk.hears(":ana!* MODE ana -Z");
  phone.hears(":ana!* MODE ana -Z");
  phone.goes();
  desk.hears_nothing();
  old.goes();
  desk.hears(":ana!* MODE ana +Z");
  desk.hears_nothing();
}

TEST_F(Secure, OnlySecureUsersJoinASecureChannel) {
  ana_in_a_room();
  Person& eve = chat.registered("eve");
  eve.says("JOIN #a");
  eve.hears(":srv 489 eve #a :Cannot join channel (+z): all of your connections must be over TLS");
  eve.hears_nothing();
  Person& bea = chat.registered_with_tls("bea");
  bea.says("JOIN #a");
  bea.hears(":bea!* JOIN #a");
}

TEST_F(Secure, NobodyElseIsLetInByAnInvitationARankOrAsAnOperator) {
  Person& ana = ana_in_a_room();
  Person& boss = an_operator();
  boss.says("JOIN #a");
  boss.hears(":srv 489 boss #a :*");
  ana.says("INVITE boss #a");
  boss.hears(":ana!* INVITE boss #a");
  boss.says("JOIN #a");
  boss.hears(":srv 489 boss #a :*");
  says(ana, "CS REGISTER #a");
  says(ana, "CS AMODE #a +o bob");
  Person& bob = logged_in("bob", bob_plain);
  bob.says("JOIN #a");
  bob.hears(":srv 489 bob #a :*");
}

TEST_F(Secure, ASecureUserWithAnotherConnectionDoesNotJoin) {
  ana_in_a_room().goes();
  Person& bea = chat.registered_with_tls("bea");
  bea.says("JOIN #b");
  bea.says("MODE #b +z");
  bea.skips_all();
  Person& desk = device(true);
  device(false);
  desk.skips_all();
  desk.says("JOIN #b");
  desk.hears(":srv 489 ana #b :*");
}

TEST_F(Secure, AChannelIsNotMadeSecureWhileSomebodyInItIsNot) {
  Person& bea = chat.registered_with_tls("bea");
  Person& eve = chat.registered("eve");
  bea.says("JOIN #a");
  eve.says("JOIN #a");
  bea.skips_all();
  bea.says("MODE #a +zm");
  bea.hears(":srv 490 bea #a :Cannot set +z: somebody here has a connection without TLS, *");
  bea.hears(":bea!* MODE #a +m");
  eve.says("PART #a");
  bea.skips_all();
  bea.says("MODE #a +z");
  bea.hears(":bea!* MODE #a +z");
  bea.says("MODE #a -z");
  bea.hears(":bea!* MODE #a -z");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
}

TEST_F(Secure, AConnectionWithoutTlsDoesNotBecomeOneOfAMemberOfASecureChannel) {
  Person& desk = ana_in_a_room();
  Person& phone = device(false);
  phone.hears_in_time(":srv 904 ana :*the account is in a channel for TLS alone (+z): *");
  phone.hears(":srv 433 * ana :*");
  desk.hears_nothing();
  Person& guest = chat.registered("guest");
  says(guest, "NS IDENTIFY ana secret");
  guest.hears(":NickServ!* NOTICE guest :Refused: the account is in a channel for TLS alone*");
  desk.says("PART #a");
  says(guest, "NS IDENTIFY ana secret");
  guest.hears_in_time(":guest!* NICK ana");
}

TEST_F(Secure, ItEndsWhereItWouldBecomeOneAfterItHasLoggedIn) {
  Person& phone = chat.connected();
  phone.says("CAP REQ :sasl");
  phone.says("NICK ana");
  phone.says("USER u 0 * :Real");
  phone.says("AUTHENTICATE PLAIN");
  says(phone, "AUTHENTICATE " + std::string(ana_plain));
  phone.hears_in_time(":srv 903 *");
  Person& desk = ana_in_a_room();
  phone.says("CAP END");
  phone.hears("ERROR :Closing link (The account is in a channel for TLS alone (+z): *");
  EXPECT_TRUE(phone.closed());
  desk.hears_nothing();
}

TEST_F(Secure, WhoIsAbsentStaysInASecureChannelAndComesBackOverTlsAlone) {
  Person& desk = ana_in_a_room();
  says(desk, "NS SET always-on on");
  desk.goes();
  device(false).hears_in_time(":srv 904 *");
  Person& again = device(true);
  again.hears_in_time(":srv 221 ana +Zr");
  again.hears_in_time(":ana!* JOIN #a");
}

TEST_F(Secure, AChannelIsNotMadeSecureWhileSomebodyInItIsAbsent) {
  Person& desk = device(true);
  says(desk, "NS SET always-on on");
  Person& bea = chat.registered_with_tls("bea");
  bea.says("JOIN #b");
  desk.says("JOIN #b");
  desk.goes();
  bea.skips_all();
  bea.says("MODE #b +z");
  bea.hears(":srv 490 bea #b :*");
}

TEST_F(Secure, ARegisteredChannelPutsOutWhoHasComeWhileTheStoreWasAsked) {
  Person& desk = device(true);
  desk.says("JOIN #a");
  says(desk, "CS REGISTER #a");
  Person& bea = chat.registered_with_tls("bea");
  bea.says("JOIN #a");
  desk.skips_all();
  bea.skips_all();
  desk.says("MODE #a +z");
  Person& eve = chat.registered("eve");
  eve.says("JOIN #a");
  eve.skips_all();
  desk.skips_all();
  serves();
  desk.hears(":ana!* MODE #a +z");
  desk.hears(":eve!* PART #a :Here all connections must be over TLS (+z)");
  desk.hears_nothing();
  eve.hears(":ana!* MODE #a +z");
  eve.hears(":eve!* PART #a :*");
  bea.says("PRIVMSG #a :hello");
  desk.hears(":bea!* PRIVMSG #a :hello");
  eve.hears_nothing();
}

TEST_F(Secure, ARoomOfTheConfigurationPutsOutWhoIsNotAndLetsNoPupilIn) {
  Person& eve = chat.registered("eve");
  Person& bea = chat.registered_with_tls("bea");
  eve.says("JOIN #lobby");
  bea.says("JOIN #lobby");
  eve.skips_all();
  bea.skips_all();
  HubSettings settings = with(StoredChat::of_two(), AlwaysOn::opt_in);
  settings.rooms = {{"#lobby", "", "nz", ""}};
  chat.takes_settings(settings);
  bea.hears(":srv MODE #lobby -t+z");
  bea.hears(":eve!* PART #lobby :*");
  eve.hears(":srv MODE #lobby -t+z");
  eve.hears(":eve!* PART #lobby :*");
  EXPECT_TRUE(chat.classroom().closed());
  bea.hears_nothing();
}

TEST_F(Secure, WhatIsSaidInASecureChannelIsForThoseWhoWereThere) {
  EXPECT_FALSE(Channel().is_closed());
  Channel channel;
  channel.modes.set('z', true);
  EXPECT_TRUE(channel.is_closed());
}

}  // namespace
}  // namespace uvchat::hub
