// Who may make accounts, where not everybody may.

#include <gtest/gtest.h>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

struct Invitations : AccountsOf {
  Invitations() : AccountsOf(for_guests()) {}

  static HubSettings for_guests() {
    HubSettings settings = with_accounts();
    settings.accounts.who_registers = WhoRegisters::invited;
    return settings;
  }
  Person& an_operator() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    boss.skips_all();
    return boss;
  }
  static std::string code_in(const std::string& line) { return line.substr(line.rfind(' ') + 1); }
};

TEST_F(Invitations, AreMadeByOperatorsAndUsedOnce) {
  Person& boss = an_operator();
  boss.says("NS INVITE 2");
  serves();
  const std::string first = code_in(boss.next_line());
  const std::string second = code_in(boss.next_line());
  boss.hears(":NickServ!* NOTICE boss :Each is good for one account*");
  EXPECT_NE(first, second);
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret " + first);
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
  Person& bob = chat.registered("bob");
  bob.says("REGISTER * * secret " + first);
  serves();
  bob.hears(":srv FAIL REGISTER INVALID_INVITATION bob :*");
  EXPECT_EQ(bob.penalty_ms(), 3000U);
  bob.says("NS REGISTER secret " + second);
  serves();
  bob.hears(":NickServ!* NOTICE bob :The account bob has been made.");
}

TEST_F(Invitations, AreAskedFor) {
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret");
  ana.hears(":srv FAIL REGISTER INVITATION_REQUIRED ana :*<code>");
  ana.says("NS REGISTER secret ana@example.org");
  ana.hears(
      ":NickServ!* NOTICE ana :Refused: an invitation is needed: REGISTER <password> [<e-mail>] "
      "<invitation>");
  ana.says("NS INVITE");
  ana.hears(":NickServ!* NOTICE ana :There is no such command: HELP lists them.");
  ana.says("CAP LS 302");
  ana.hears("*draft/account-registration=custom-account-name,uvchat/invitation-required *");
}

TEST_F(Invitations, AreNeededByNobodyForWhomAnOperatorAsks) {
  Person& boss = an_operator();
  boss.says("NS SAREGISTER ana secret");
  serves();
  boss.hears_in_time(":NickServ!* NOTICE boss :The account ana has been made.");
}

TEST_F(Invitations, AreCountedAsPasswordsAreWhenTheyAreWrong) {
  HubSettings settings = for_guests();
  settings.accounts.wrong_passwords = {2, 60};
  chat.takes_settings(settings);
  Person& eve = chat.registered("eve");
  for (int i = 0; i < 2; ++i) {
    eve.says("REGISTER * * secret guess");
    serves();
    eve.hears(":srv FAIL REGISTER INVALID_INVITATION eve :*");
  }
  eve.says("REGISTER * * secret guess");
  eve.hears(":srv FAIL REGISTER TEMPORARILY_UNAVAILABLE eve :Too many wrong passwords from your *");
}

TEST_F(Invitations, AreMadeInSmallNumbersAndNotWhereTheStoreIsAway) {
  Person& boss = an_operator();
  for (const char* count : {"0", "11", "-1", "x", "1x"}) {
    boss.says("NS INVITE " + std::string(count));
    boss.hears(":NickServ!* NOTICE boss :INVITE [<1 to 10>]");
  }
  away = true;
  boss.says("NS INVITE");
  serves();
  boss.hears(":NickServ!* NOTICE boss :There is no code: the disk is full");
  boss.hears_nothing();
}

TEST_F(AccountsOf, AreMadeByNobodyWhereRegistrationIsClosed) {
  HubSettings settings = with_accounts();
  settings.accounts.who_registers = WhoRegisters::nobody;
  chat.takes_settings(settings);
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * * secret");
  ana.hears(":srv FAIL REGISTER DISALLOWED ana :Accounts are not made here");
}

TEST_F(AccountsOf, AreNotMadeForTheNickThatSomebodyElseHas) {
  HubSettings settings = with_accounts();
  settings.accounts.before_connect = true;
  chat.takes_settings(settings);
  chat.registered("root");
  Person& bar = chat.connected();
  bar.says("NICK root");
  bar.hears(":srv 433 * root :*");
  bar.says("REGISTER * * secret");
  bar.hears(":srv FAIL REGISTER ACCOUNT_EXISTS root :*");
  bar.says("NICK bar");
  bar.says("REGISTER * * secret");
  serves();
  bar.hears(":srv REGISTER SUCCESS bar :*");
}

}  // namespace
}  // namespace uvchat::hub
