// Who may log in, and how often somebody may try.

#include <gtest/gtest.h>

#include <string>

#include "hub/commands/login.h"
#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

TEST_F(AccountsOf, AWrongPasswordAndAnUnknownNameAreToldTheSame) {
  makes_account(chat.registered("ana"));
  for (const std::string_view words : {ana_wrong, nobody_secret}) {
    Person& eve = logs_in("eve", words);
    eve.hears("*CAP * ACK :sasl");
    eve.hears("AUTHENTICATE +");
    eve.hears(":srv 904 eve :SASL authentication failed: wrong name or password");
    eve.goes();
  }
  EXPECT_EQ(checks, 2);
}

TEST_F(AccountsOf, TheLogTellsWhyALoginWasRefusedWithoutWhatMayBeAPassword) {
  makes_account(chat.registered("ana"));
  logs_in("eve", ana_wrong);
  logs_in("eva", nobody_secret);
  EXPECT_THAT(
      chat.warnings(),
      testing::ElementsAre("login refused account=ana address=192.0.2.7 reason=wrong password",
                           "login refused account= address=192.0.2.7 reason=no such account"));
}

TEST_F(AccountsOf, ManyWrongPasswordsShutOutTheirAddressForATime) {
  makes_account(chat.registered("ana"));
  for (int i = 0; i < 10; ++i) logs_in("eve", ana_wrong).goes();
  logs_in("eve").hears_in_time(":srv 904 eve :*too many wrong passwords*");
  EXPECT_EQ(checks, 10);
  chat.waits_ms(60'000);
  logs_in("eva").hears_in_time(":srv 903 eva :*");
}

TEST_F(AccountsOf, AreNotForThoseWhoMayNotBeHere) {
  HubSettings settings = with_accounts();
  settings.accounts.before_connect = true;
  chat.takes_settings(settings);
  makes_account(chat.registered("ana"));
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.says("KLINE *@198.51.100.7 :spam");
  Person& banned = chat.connected(0, "198.51.100.7");
  banned.says("CAP LS 302");
  banned.says("NICK eve");
  banned.says("USER u 0 * :x");
  banned.says("REGISTER eve * secret");
  banned.hears_in_time(":srv FAIL REGISTER DISALLOWED eve :You are banned from this server");
  banned.says("AUTHENTICATE PLAIN");
  banned.hears(":srv 904 eve :*you are banned from this server");
  banned.says("VERIFY ana 0000-0000-0000");
  banned.hears(":srv FAIL VERIFY DISALLOWED ana :You are banned from this server");
  settings.password = "sesame";
  chat.takes_settings(settings);
  Person& stranger = chat.connected();
  stranger.says("CAP LS 302");
  stranger.skips_all();
  stranger.says("AUTHENTICATE PLAIN");
  stranger.hears(":srv 904 * :*the password of the server comes first (PASS)");
  stranger.says("VERIFY ana 0000-0000-0000");
  stranger.hears(":srv FAIL VERIFY DISALLOWED ana :The password of the server comes first (PASS)");
  stranger.says("PASS sesame");
  stranger.says("AUTHENTICATE PLAIN");
  stranger.hears("AUTHENTICATE +");
  stranger.says("PASS wrong");
  stranger.says("AUTHENTICATE " + std::string(ana_secret));
  stranger.hears(":srv 904 * :*the password of the server comes first (PASS)");
}

TEST_F(AccountsOf, AreNotForWhoeverIsBannedInTheMiddleOfALogin) {
  makes_account(chat.registered("ana"));
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  Person& eve = chat.connected(0, "198.51.100.7");
  eve.says("CAP REQ :sasl");
  eve.says("NICK eve");
  eve.says("AUTHENTICATE PLAIN");
  eve.skips_all();
  boss.says("KLINE *@198.51.100.7 :spam");
  eve.says("AUTHENTICATE " + std::string(ana_secret));
  eve.hears(":srv 904 eve :*you are banned from this server");
  EXPECT_EQ(checks, 0);
}

TEST_F(AccountsOf, OfAnExemptAddressAreNotLockedByOthersThere) {
  HubSettings settings = with_accounts();
  settings.address_limits.exempt = {*Network::parse("192.0.2.0/24")};
  chat.takes_settings(settings);
  makes_account(chat.registered("ana"));
  for (int i = 0; i < 12; ++i) logs_in("x", ana_wrong).hears_in_time(":srv 904 * :*wrong name*");
  logs_in("ana").hears_in_time(":srv 903 *");
}

TEST_F(AccountsOf, OfAnExemptProxyAreLockedByTheUsersWhoHaveItsAddress) {
  HubSettings settings = with_accounts();
  settings.address_limits.exempt = {*Network::parse("192.0.2.0/24")};
  chat.takes_settings(settings);
  makes_account(chat.registered("ana"));
  const auto tries = [&](std::string_view words) -> Person& {
    Person& user = chat.connected_with_borrowed("192.0.2.7");
    user.says("CAP REQ :sasl");
    user.says("AUTHENTICATE PLAIN");
    user.says("AUTHENTICATE " + std::string(words));
    serves();
    return user;
  };
  for (int i = 0; i < 10; ++i) tries(ana_wrong).hears_in_time(":srv 904 * :*wrong name*");
  tries(ana_secret).hears_in_time(":srv 904 * :*too many wrong passwords*");
  logs_in("ana").hears_in_time(":srv 903 *");
}

TEST_F(AccountsOf, AreForThoseOfThisMachineInClearAndNotForThoseWhoHaveItsAddressOfAProxy) {
  HubSettings settings = with_accounts();
  settings.accounts.allow_clear = false;
  chat.takes_settings(settings);
  makes_account(chat.registered("ana", {}, "127.0.0.1"));
  Person& near = chat.connected(0, "127.0.0.1");
  Person& borrows = chat.connected_with_borrowed("127.0.0.1");
  for (Person* one : {&near, &borrows}) {
    one->says("CAP REQ :sasl");
    one->says("AUTHENTICATE PLAIN");
  }
  near.hears_in_time("AUTHENTICATE +");
  borrows.hears_in_time(":srv 904 * :*" + std::string(clear_connection));
}

TEST_F(AccountsOf, HaveARoomForSomeSessions) {
  makes_account(chat.registered("ana"));
  for (std::size_t i = 1; i < limits::sessions_of_account_max; ++i) {
    logs_in("x").hears_in_time("*001*");
  }
  logs_in("x").hears_in_time(":srv 904 x :*too many sessions");
}

TEST_F(AccountsOf, AreTriedByThoseAloneWhoAreKnownWhereManyHaveBeenWrong) {
  makes_account(chat.registered("ana"));
  logs_in("home").hears_in_time(":srv 903 *");
  for (int i = 0; i < 100; ++i) {
    const std::string address = "198.51.100." + std::to_string(i);
    logs_in("x", ana_wrong, address).hears_in_time(":srv 904 * :*wrong name or password");
  }
  const int checked = checks;
  Person& far = logs_in("far", ana_secret, "203.0.113.1");
  far.hears_in_time(":srv 904 * :*too many wrong passwords for this account*");
  EXPECT_EQ(checks, checked);
  logs_in("home").hears_in_time(":srv 903 *");
  chat.waits_ms(3'600'000);
  logs_in("far", ana_secret, "203.0.113.1").hears_in_time(":srv 903 *");
}

TEST_F(AccountsOf, ThatAreNotThereAreThrottledAsThoseThatAre) {
  for (int i = 0; i < 100; ++i) {
    const std::string address = "198.51.100." + std::to_string(i);
    logs_in("x", nobody_secret, address).hears_in_time(":srv 904 * :*wrong name or password");
  }
  Person& far = logs_in("far", nobody_secret, "203.0.113.1");
  far.hears_in_time(":srv 904 * :*too many wrong passwords for this account*");
}

TEST_F(AccountsOf, TakeOneConnectionAtATimeWhereTheirOwnersWantThat) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS SET MULTICLIENT off");
  serves();
  ana.hears(":NickServ!* NOTICE ana :multiclient: off");
  Person& phone = logs_in("ana");
  phone.hears_in_time(":srv 904 ana :*too many sessions");
  phone.hears_in_time(":srv 433 * ana :*");
  ana.goes();
  logs_in("ana").hears_in_time(":srv 001 ana *");
}

struct AccountsForOneConnection : AccountsOf {
  AccountsForOneConnection() : AccountsOf(with_one_connection()) {}

  static HubSettings with_one_connection() {
    HubSettings settings = with_accounts();
    settings.accounts.multiclient = false;
    return settings;
  }
};

TEST_F(AccountsForOneConnection, TakeMoreOnlyWhereTheirOwnersWantThat) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS SET multiclient");
  ana.hears(":NickServ!* NOTICE ana :multiclient: off (the default)");
  logs_in("ana").hears_in_time(":srv 904 ana :*too many sessions");
  ana.skips_all();
  ana.says("NS SET multiclient on");
  serves();
  ana.hears(":NickServ!* NOTICE ana :multiclient: on");
  logs_in("ana").hears_in_time(":srv 001 ana *");
}

}  // namespace
}  // namespace uvchat::hub
