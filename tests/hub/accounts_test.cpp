// Accounts: how they are made, how sessions log in to them, and who is told.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/hub/accounts.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

TEST_F(AccountsOf, AreMadeWithTheNickThatOneHas) {
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret");
  ana.hears_nothing();
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
  ana.hears(":srv 900 ana ana!*@* ana :You are now logged in as ana");
  EXPECT_EQ(made, std::vector<std::string>{"#secret"});
  Person& bob = chat.registered("bob");
  bob.says("WHOIS ana");
  bob.hears(":srv 311 bob ana *");
  bob.hears(":srv 312 *");
  bob.hears(":srv 330 bob ana ana :is logged in as");
  bob.skips_all();
  bob.says("WHO ana %na");
  bob.hears(":srv 354 bob ana ana");
}

TEST_F(AccountsOf, AreNotMadeTwiceNorUnderAnothersNick) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("REGISTER other * secret");
  ana.hears(":srv FAIL REGISTER ALREADY_AUTHENTICATED other :*");
  Person& bob = chat.registered("bob");
  bob.says("REGISTER ANA * secret");
  bob.hears(":srv FAIL REGISTER ACCOUNT_EXISTS ANA :*");
  chat.registered("eve");
  bob.says("REGISTER eve * secret");
  bob.hears(":srv FAIL REGISTER ACCOUNT_EXISTS eve :*");
  bob.says("REGISTER b@d * secret");
  bob.hears(":srv FAIL REGISTER BAD_ACCOUNT_NAME b@d :*");
  bob.says("REGISTER * nowhere secret");
  bob.hears(":srv FAIL REGISTER INVALID_EMAIL bob :*");
  bob.says("REGISTER * * :" + std::string(limits::password_bytes_max + 1, 'x'));
  bob.hears(":srv FAIL REGISTER UNACCEPTABLE_PASSWORD bob :*");
  EXPECT_TRUE(chat.requests<HashPassword>().empty());
}

TEST_F(AccountsOf, OfTheSameNameAskedForTwiceGoToOne) {
  Person& ana = chat.registered("ana");
  Person& bob = chat.registered("bob");
  ana.says("REGISTER carol * secret");
  bob.says("REGISTER carol * other");
  serves();
  ana.hears(":srv REGISTER SUCCESS carol :*");
  bob.hears(":srv FAIL REGISTER ACCOUNT_EXISTS carol :*");
  EXPECT_EQ(made.size(), 1U);
}

TEST_F(AccountsOf, ThatTheStoreCannotKeepAreNotMade) {
  away = true;
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret");
  serves();
  ana.hears(":srv FAIL REGISTER TEMPORARILY_UNAVAILABLE ana :*the disk is full");
  away = false;
  ana.says("REGISTER * * secret");
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
}

TEST_F(AccountsOf, AreMadeAlthoughWhoAskedHasGone) {
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret");
  for (const auto& hash : chat.requests<HashPassword>()) {
    chat.answered(PasswordHashed{hash.ticket, "#secret"});
  }
  const auto asked = chat.request<AskStore>();
  ana.goes();
  chat.answered(StoreAnswered{asked.ticket, answer_to(asked.request)});
  logs_in("ana").hears("*CAP * ACK :sasl");
  EXPECT_EQ(checks, 1);
}

TEST_F(AccountsOf, AnAddressMakesSomeInAnHour) {
  for (const char* nick : {"a1", "a2", "a3", "a4"}) makes_account(chat.registered(nick));
  Person& fifth = chat.registered("a5");
  fifth.says("REGISTER * * secret");
  fifth.hears(":srv FAIL REGISTER TEMPORARILY_UNAVAILABLE a5 :*");
  chat.waits_ms(3'600'000);
  fifth.skips_all();
  fifth.says("REGISTER * * secret");
  serves();
  fifth.hears(":srv REGISTER SUCCESS a5 :*");
}

TEST_F(AccountsOf, ALoginBeforeRegistrationTakesTheAccountsNick) {
  makes_account(chat.registered("ana"));
  Person& phone = logs_in("phone");
  phone.hears("*CAP * ACK :sasl");
  phone.hears("AUTHENTICATE +");
  phone.hears(":srv 900 phone *!*@* ana :You are now logged in as ana");
  phone.hears(":srv 903 phone :*");
  phone.hears(":srv 001 ana :*");
}

TEST_F(AccountsOf, AllSessionsShareNickAndChannels) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& bob = chat.registered("bob");
  bob.says("JOIN #a");
  bob.skips_all();
  ana.says("JOIN #a");
  ana.skips_all();
  bob.hears(":ana!*@* JOIN #a");
  Person& phone = logs_in("phone");
  phone.hears_in_time(":ana!*@* JOIN #a");
  phone.hears(":srv 353 ana = #a :*");
  phone.hears(":srv 366 ana #a :*");
  bob.hears_nothing();
  phone.says("PRIVMSG #a :hello");
  bob.hears(":ana!*@* PRIVMSG #a :hello");
  ana.hears(":ana!*@* PRIVMSG #a :hello");
  ana.says("QUIT");
  ana.skips_all();
  bob.hears_nothing();
  phone.says("QUIT");
  bob.hears(":ana!*@* QUIT :Quit");
}

TEST_F(AccountsOf, AChannelThatOneSessionJoinsIsShownToAll) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& phone = logs_in("phone");
  phone.skips_all();
  Person& bob = chat.registered("bob");
  bob.says("JOIN #a");
  bob.says("TOPIC #a :Tea");
  ana.says("JOIN #a");
  phone.hears(":ana!*@* JOIN #a");
  phone.hears(":srv 332 ana #a :Tea");
  phone.hears(":srv 333 ana #a *");
  phone.hears_in_time(":srv 353 ana = #a :*bob*");
  phone.hears(":srv 366 ana #a :*");
}

TEST_F(AccountsOf, AGuestWhoLogsInBecomesTheAccountsUser) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.goes();
  Person& eve = chat.registered("eve", "account-notify");
  Person& bob = chat.registered("bob", "account-notify");
  for (Person* person : {&eve, &bob}) person->says("JOIN #a");
  eve.skips_all();
  bob.skips_all();
  eve.says("AUTHENTICATE PLAIN");
  eve.says("AUTHENTICATE " + std::string(ana_secret));
  serves();
  bob.hears(":eve!*@* ACCOUNT ana");
  eve.hears("AUTHENTICATE +");
  eve.hears(":srv 900 eve eve!*@* ana :*");
  eve.hears(":srv 903 eve :*");
  eve.hears(":eve!*@* ACCOUNT ana");
  eve.says("MODE eve -r");
  eve.says("MODE eve");
  eve.hears(":srv 221 eve +r");
  eve.says("AUTHENTICATE PLAIN");
  eve.hears(":srv 907 eve :*");
}

TEST_F(AccountsOf, AGuestWhoLogsInLaterJoinsTheAccountsUser) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("JOIN #a");
  ana.skips_all();
  Person& guest = chat.registered("guest");
  Person& bob = chat.registered("bob");
  for (Person* person : {&guest, &bob}) person->says("JOIN #b");
  guest.skips_all();
  bob.skips_all();
  guest.says("AUTHENTICATE PLAIN");
  guest.says("AUTHENTICATE " + std::string(ana_secret));
  serves();
  bob.hears(":guest!*@* QUIT :Logged in as ana");
  guest.hears_in_time(":srv 903 guest :*");
  guest.hears(":guest!*@* PART #b :Logged in as ana");
  guest.hears(":guest!*@* NICK ana");
  guest.hears(":srv 221 ana +*");
  guest.hears(":ana!*@* JOIN #a");
  guest.skips_all();
  guest.says("PRIVMSG bob :it is me");
  bob.hears(":ana!*@* PRIVMSG bob :it is me");
}

TEST_F(AccountsOf, ANickIsItsOwners) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NICK anna");
  ana.skips_all();
  Person& eve = chat.registered("eve");
  eve.says("NICK \u0430na");  // begins with a Cyrillic letter
  eve.hears(":srv 433 eve \u0430na :*");
  ana.says("NICK ana");
  ana.hears(":anna!*@* NICK ana");
}

TEST_F(AccountsOf, APupilIsNotCalledByTheirNames) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.goes();
  Person& pupil = chat.classroom();
  pupil.says("ana: hello");
  pupil.hears_nothing();
  Person& bob = chat.registered("bob");
  bob.says("WHOIS ana_");
  bob.hears_in_time(":srv 311 bob ana_ ~classroom *");
}

TEST_F(AccountsOf, ATagAndAnExtendedJoinTellThem) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& bob = chat.registered("bob", "account-tag extended-join");
  bob.says("JOIN #a");
  bob.hears(":bob!*@* JOIN #a * :*");
  bob.skips_all();
  ana.says("JOIN #a");
  bob.hears("@account=ana :ana!*@* JOIN #a ana :*");
  ana.says("PRIVMSG #a :hi");
  bob.hears("@account=ana :ana!*@* PRIVMSG #a :hi");
}

TEST_F(AccountsOf, WhatIsNoLoginIsRefused) {
  makes_account(chat.registered("ana"));
  Person& eve = chat.registered("eve");
  eve.says("AUTHENTICATE EXTERNAL");
  eve.hears(":srv 908 eve PLAIN,UVCHAT-RESUME :*");
  eve.hears(":srv 904 eve :*");
  for (const char* words : {"!!!!", "YQ==", "+", "YWJjAGFuYQBzZWNyZXQ=" /* abc NUL ana */}) {
    eve.says("AUTHENTICATE plain");
    eve.hears("AUTHENTICATE +");
    eve.says("AUTHENTICATE " + std::string(words));
    eve.hears(":srv 904 eve :*");
  }
  eve.says("AUTHENTICATE PLAIN");
  eve.says("AUTHENTICATE *");
  eve.hears("AUTHENTICATE +");
  eve.hears(":srv 906 eve :*");
  eve.says("AUTHENTICATE PLAIN");
  eve.hears("AUTHENTICATE +");
  for (int i = 0; i < 4; ++i) eve.says("AUTHENTICATE " + std::string(400, 'A'));
  eve.says("AUTHENTICATE A");
  eve.hears(":srv 904 eve :SASL authentication failed: the message is too long");
  eve.says("AUTHENTICATE PLAIN");
  eve.says("AUTHENTICATE " + std::string(401, 'A'));
  eve.hears("AUTHENTICATE +");
  eve.hears(":srv 905 eve :*");
  EXPECT_EQ(checks, 0);
}

TEST_F(AccountsOf, TheirUserIsAwayWhenAllSessionsAre) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& phone = logs_in("ana");
  phone.skips_all();
  Person& bob = chat.registered("bob", "away-notify");
  for (Person* person : {&ana, &bob}) person->says("JOIN #a");
  for (Person* person : {&ana, &bob, &phone}) person->skips_all();
  ana.says("AWAY :at lunch");
  ana.hears(":srv 306 ana :*");
  bob.hears_nothing();
  phone.says("AWAY :on the way");
  bob.hears(":ana!*@* AWAY :on the way");
  ana.says("AWAY");
  bob.hears(":ana!*@* AWAY");
  ana.says("QUIT");
  bob.hears(":ana!*@* AWAY :on the way");
  Person& desk = logs_in("ana");
  desk.hears_in_time(":srv 001 ana *");
  bob.hears(":ana!*@* AWAY");
}

TEST_F(AccountsOf, ASessionThatIsAbsentFromTheStartLeavesItsUserAway) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("AWAY :gone");
  Person& phone = chat.connected();
  phone.says("CAP REQ :sasl draft/pre-away");
  phone.says("NICK ana");
  phone.says("USER u 0 * :Real");
  phone.says("AUTHENTICATE PLAIN");
  phone.says("AUTHENTICATE " + std::string(ana_secret));
  serves();
  phone.says("AWAY *");
  phone.says("CAP END");
  Person& bob = chat.registered("bob");
  bob.says("PRIVMSG ana :hi");
  bob.hears(":srv 301 bob ana :*");
}

// The server has never heard that the first of them was made: it went down before the answer came.
struct AccountsThatLookAlike : AccountsOf {
  AccountsThatLookAlike() : AccountsOf(two_alike()) { made = {"#secret", "#secret"}; }
  static HubSettings two_alike() {
    HubSettings settings = with_accounts();
    store::Account greek{1, {{"\u0391\u039d\u0391", "\u03b1\u03bd\u03b1", "ava"}}, 0};
    store::Account latin{2, {{"ana", "ana", "ana"}}, 0};
    greek.is_verified = latin.is_verified = true;
    settings.accounts.kept = {greek, latin};
    return settings;
  }
};

TEST_F(AccountsThatLookAlike, AreBothReachedByTheirNamesAndNobodyElseHasOne) {
  Person& ana = logs_in("guest");
  ana.skips_all();
  ana.says("NICK ana");
  ana.hears(":guest!*@* NICK *ana");
  Person& bob = chat.registered("bob");
  bob.says("NICK \u0391na");
  bob.hears(":srv 433 bob *");
  bob.says("REGISTER \u0391na * secret");
  bob.hears(":srv FAIL REGISTER ACCOUNT_EXISTS *");
}

struct AccountsInClear : AccountsOf {
  AccountsInClear() : AccountsOf(Conversation::some_settings()) {}
};

TEST_F(AccountsInClear, HearNoPasswordThatOthersCouldRead) {
  Person& far = chat.registered("far");
  far.says("REGISTER * * secret");
  far.hears(":srv FAIL REGISTER CLEAR_CONNECTION far :*");
  far.says("AUTHENTICATE PLAIN");
  far.hears(":srv 904 far :*tunnel*");
  Person& near = chat.connected(0, "127.0.0.1");
  near.says("NICK near");
  near.says("USER near 0 * :x");
  near.skips_all();
  near.says("REGISTER * * secret");
  serves();
  near.hears(":srv REGISTER SUCCESS near :*");
}

}  // namespace
}  // namespace uvchat::hub
