// Accounts: how they are made, how sessions log in to them, and who is told.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/hub/conversation.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

// "\0ana\0secret" and the like, as AUTHENTICATE sends them.
constexpr std::string_view ana_secret = "AGFuYQBzZWNyZXQ=";
constexpr std::string_view ana_wrong = "AGFuYQB3cm9uZw==";
constexpr std::string_view nobody_secret = "AG5vYm9keQBzZWNyZXQ=";

// A server whose pool and store answer at once, unless they are told not to.
struct AccountsOf : testing::Test {
  explicit AccountsOf(HubSettings settings = with_accounts()) : chat(std::move(settings)) {}

  static HubSettings with_accounts() {
    HubSettings settings = Conversation::some_settings();
    settings.accounts.allow_clear = true;
    return settings;
  }

  void serves() {
    for (auto asked = chat.hub().outbox().take_requests(); !asked.empty();
         asked = chat.hub().outbox().take_requests()) {
      for (const Request& request : asked) serve(request);
    }
  }
  void serve(const Request& request) {
    if (const auto* hash = std::get_if<HashPassword>(&request)) {
      chat.answered(PasswordHashed{hash->ticket, "#" + hash->password});
    } else if (const auto* check = std::get_if<CheckPassword>(&request)) {
      const bool matches = check->hash == "#" + check->password;
      ++checks;
      chat.answered(PasswordChecked{check->ticket,
                                    matches ? PasswordVerdict::match : PasswordVerdict::mismatch});
    } else if (const auto* ask = std::get_if<AskStore>(&request)) {
      chat.answered(StoreAnswered{ask->ticket, answer_to(ask->request)});
    }
  }
  store::Answer answer_to(const store::Request& request) {
    if (away) return store::unavailable("the disk is full");
    if (const auto* make = std::get_if<store::MakeAccount>(&request)) {
      made.push_back(make->password_hash);
      return {.outcome = store::Outcome::done, .account = made.size()};
    }
    const auto& read = std::get<store::ReadCredentials>(request);
    if (read.account == 0 || read.account > made.size()) return {.outcome = store::Outcome::absent};
    return {.outcome = store::Outcome::done,
            .account = read.account,
            .credentials = {made[read.account - 1], 1}};
  }

  void makes_account(Person& person) {
    person.says("REGISTER * * secret");
    serves();
    person.skips_all();
  }
  // Somebody who logs in before they are registered, and asks for this nick.
  Person& logs_in(std::string_view nick, std::string_view words = ana_secret) {
    Person& person = chat.connected();
    person.says("CAP REQ :sasl");
    person.says("NICK " + std::string(nick));
    person.says("USER u 0 * :Real");
    person.says("AUTHENTICATE PLAIN");
    person.says("AUTHENTICATE " + std::string(words));
    serves();
    person.says("CAP END");
    return person;
  }

  Conversation chat;
  std::vector<std::string> made;  // hashes, by id
  bool away = false;
  int checks = 0;
};

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
  guest.hears(":guest!*@* NICK ana");
  guest.hears(":srv 221 ana +*");
  guest.hears(":ana!*@* JOIN #a");
  guest.skips_all();
  guest.says("PRIVMSG bob :it is me");
  bob.hears(":ana!*@* PRIVMSG bob :it is me");
}

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

TEST_F(AccountsOf, ManyWrongPasswordsShutOutTheirAddressForATime) {
  makes_account(chat.registered("ana"));
  for (int i = 0; i < 10; ++i) logs_in("eve", ana_wrong).goes();
  logs_in("eve").hears_in_time(":srv 904 eve :*too many wrong passwords*");
  EXPECT_EQ(checks, 10);
  chat.waits_ms(60'000);
  logs_in("eva").hears_in_time(":srv 903 eva :*");
}

TEST_F(AccountsOf, ANickIsItsOwners) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NICK anna");
  ana.skips_all();
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.hears(":srv 433 eve ana :*");
  eve.says("NICK \u0430na");  // begins with a Cyrillic letter
  eve.hears(":srv 433 eve \u0430na :*");
  ana.says("NICK ana");
  ana.hears(":anna!*@* NICK ana");
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
  eve.hears(":srv 908 eve PLAIN :*");
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
  eve.hears(":srv 905 eve :*");
  EXPECT_EQ(checks, 0);
}

TEST_F(AccountsOf, HaveARoomForSomeSessions) {
  makes_account(chat.registered("ana"));
  for (std::size_t i = 1; i < limits::sessions_of_account_max; ++i) {
    logs_in("x").hears_in_time("*001*");
  }
  logs_in("x").hears_in_time(":srv 904 x :*too many sessions");
}

struct AccountsInClear : AccountsOf {
  AccountsInClear() : AccountsOf(Conversation::some_settings()) {}
};

TEST_F(AccountsInClear, HearNoPasswordThatOthersCouldRead) {
  Person& far = chat.registered("far");
  far.says("REGISTER * * secret");
  far.hears(":srv FAIL REGISTER CLEAR_CONNECTION far :*");
  far.says("AUTHENTICATE PLAIN");
  far.hears(":srv 904 far :*enciphered*");
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
