// NickServ's DROP, SUSPEND and UNSUSPEND: how an account ends.

#include <gtest/gtest.h>

#include "hub/codes.h"
#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

struct EndsOfAccounts : AccountsOf {
  Person& ana_with_an_account() {
    Person& ana = chat.registered("ana", "account-notify");
    makes_account(ana);
    return ana;
  }
  // She is asked whether she means it, and does.
  void drops_account(Person& ana) {
    ana.says("NS DROP ana");
    ana.hears_in_time(
        ":NickServ!* NOTICE ana :All that is kept of the account ana will be erased*");
    const std::string asked = ana.next_line();
    ana.says("NS DROP ana " + asked.substr(asked.rfind(' ') + 1));
    serves();
  }
  Person& an_operator() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    boss.skips_all();
    return boss;
  }
};

TEST_F(EndsOfAccounts, ADroppedAccountIsGoneAndItsNameIsFree) {
  Person& ana = ana_with_an_account();
  ana.says("NS DROP bob");
  ana.hears(":NickServ!* NOTICE ana :You can drop your own account alone: DROP ana");
  ana.says("NS DROP ana 1");
  ana.hears(":NickServ!* NOTICE ana :All that is kept of the account ana will be erased*");
  ana.skips_all();
  drops_account(ana);
  ana.hears(":ana!*@* ACCOUNT *");
  ana.hears(":NickServ!* NOTICE ana :The account ana is gone.");
  ana.says("NS INFO");
  ana.hears(":NickServ!* NOTICE ana :You are not logged in.");
  ana.says("REGISTER * * again");
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
}

TEST_F(EndsOfAccounts, AnAccountThatTheStoreCannotEraseStays) {
  Person& ana = ana_with_an_account();
  away = true;
  drops_account(ana);
  ana.hears(":NickServ!* NOTICE ana :Nothing was dropped: the disk is full");
  ana.says("NS INFO");
  ana.hears(":NickServ!* NOTICE ana :Account: ana");
}

TEST_F(EndsOfAccounts, ASessionThatIsNotRegisteredLosesADroppedAccount) {
  Person& ana = ana_with_an_account();
  Person& phone = chat.connected();
  phone.says("CAP REQ :sasl");
  phone.says("NICK phone");
  phone.says("USER u 0 * :x");
  phone.says("AUTHENTICATE PLAIN");
  phone.says("AUTHENTICATE " + std::string(ana_secret));
  serves();
  drops_account(ana);
  phone.hears_in_time("ERROR :Closing link (The account is gone)");
}

// The account's user goes on as a guest with one session, however many it had.
TEST_F(EndsOfAccounts, ADroppedAccountsOtherSessionsEndAndBothMayRegisterAtOnce) {
  Person& ana = ana_with_an_account();
  Person& phone = logs_in("x");
  phone.hears_in_time("*001*");
  drops_account(ana);
  phone.hears_in_time("ERROR :Closing link (The account is gone)");
  ana.says("REGISTER * * one");
  ana.says("REGISTER second * two");
  serves();
  ana.hears_in_time(":srv REGISTER SUCCESS ana *");
  ana.hears_in_time(":srv FAIL REGISTER ALREADY_AUTHENTICATED second :*");
}

TEST_F(EndsOfAccounts, AnAccountTakesAwayTheRanksThatItGave) {
  HubSettings settings = with_accounts();
  settings.rooms = {{.name = "#staff", .founder = "ana"}};
  chat.takes_settings(settings);
  Person& boss = an_operator();
  boss.says("NS SAREGISTER ana secret");
  serves();
  Person& ana = logs_in("ana");
  ana.hears_in_time("*001*");
  ana.says("JOIN #staff");
  ana.hears_in_time(":* MODE #staff +q ana");
  ana.says("NS DROP ana");
  ana.hears_in_time(":NickServ!* NOTICE ana :The configuration names your account*");
  settings.rooms.front().founder = "";
  chat.takes_settings(settings);
  boss.says("MODE #staff +o ana");
  ana.hears_in_time("* MODE #staff +o ana");
}

TEST_F(EndsOfAccounts, AFoundersAccountIsMadeByAnOperator) {
  HubSettings settings = with_accounts();
  settings.rooms = {{.name = "#staff", .founder = "Boss"}};
  chat.takes_settings(settings);
  Person& eve = chat.registered("boss");
  eve.says("REGISTER * * secret");
  eve.hears(":srv FAIL REGISTER BAD_ACCOUNT_NAME boss :*an operator makes it");
  Person& ana = ana_with_an_account();
  eve.says("NICK eve");
  ana.says("NICK boss");
  ana.skips_all();
  ana.says("NS GROUP");
  ana.hears(":NickServ!* NOTICE boss :This nick is kept for the founder of a room*");
}

TEST_F(EndsOfAccounts, ASuspendedAccountEndsItsSessionsAndLetsNobodyIn) {
  Person& ana = ana_with_an_account();
  Person& boss = an_operator();
  Person& bob = chat.registered("bob");
  bob.says("NS SUSPEND ana");
  bob.hears(":NickServ!* NOTICE bob :There is no such command*");
  boss.says("NS SUSPEND nobody");
  boss.hears(":NickServ!* NOTICE boss :There is no such account.");
  boss.says("NS SUSPEND ana 1h for a reason");
  serves();
  boss.hears(":NickServ!* NOTICE boss :ana is suspended.");
  ana.hears("ERROR :Closing link (Your account is suspended: for a reason)");
  logs_in("ana").hears_in_time(":srv 904 ana :*suspended: for a reason");
  chat.waits_ms(3'601'000);
  logs_in("ana").hears_in_time(":srv 903 ana :*");
}

TEST_F(EndsOfAccounts, AnAccountIsSuspendedWhereNobodyKnowsWhetherItWasStored) {
  Person& ana = ana_with_an_account();
  Person& boss = an_operator();
  answers_get_lost = true;
  boss.says("NS SUSPEND ana");
  serves();
  boss.hears_in_time(":NickServ!* NOTICE boss :The connection to the database broke, *");
  EXPECT_TRUE(ana.closed());
  boss.says("NS UNSUSPEND ana");
  serves();
  answers_get_lost = false;
  logs_in("ana").hears_in_time(":srv 904 ana :*suspended: *");
}

TEST_F(EndsOfAccounts, AnOperatorEndsASuspension) {
  ana_with_an_account();
  Person& boss = an_operator();
  boss.says("NS SUSPEND ana");
  serves();
  boss.hears(":NickServ!* NOTICE boss :ana is suspended.");
  boss.says("NS UNSUSPEND ana");
  serves();
  boss.hears(":NickServ!* NOTICE boss :ana is not suspended any more.");
  logs_in("ana").hears_in_time(":srv 903 ana :*");
}

TEST_F(EndsOfAccounts, AnOperatorMaySuspendThemselves) {
  Person& ana = ana_with_an_account();
  chat.make_operator(ana);
  ana.says("NS SUSPEND ana");
  serves();
  EXPECT_TRUE(ana.closed());
}

TEST_F(EndsOfAccounts, ForgottenPasswordsAreResetWithACodeOfAnOperator) {
  ana_with_an_account().goes();
  Person& boss = an_operator();
  boss.says("NS SARESET ana");
  serves();
  boss.hears(":NickServ!* NOTICE boss :Within a day: RESETPASS ana " + code_of_token("token1") +
             " <new password>");
  const std::string code = code_of_token("token1");
  Person& ana = chat.registered("anna");
  ana.says("NS RESETPASS ana 0000-0000-0000 better");
  serves();
  ana.hears(":NickServ!* NOTICE anna :Refused: wrong name or code");
  ana.says("NS RESETPASS nobody " + code + " better");
  serves();
  ana.hears(":NickServ!* NOTICE anna :Refused: wrong name or code");
  ana.says("NS RESETPASS ana " + code + " better");
  serves();
  ana.hears(":NickServ!* NOTICE anna :The password has been changed*");
  EXPECT_EQ(made, std::vector<std::string>{"#better"});
  ana.says("NS RESETPASS ana " + code + " again");
  serves();
  ana.hears(":NickServ!* NOTICE anna :Refused: wrong name or code");
}

// Who knew the password of an account that has ended does not get into the next one of its name.
TEST_F(EndsOfAccounts, ALoginIsToTheAccountThatHadTheNameWhenItWasAskedFor) {
  Person& ana = ana_with_an_account();
  Person& eve = chat.registered("eve");
  eve.says("NS IDENTIFY ana secret");
  const auto asked = chat.request<AskStore>();
  chat.answered(StoreAnswered{asked.ticket, answer_to(asked.request)});
  const auto check = chat.request<CheckPassword>();
  drops_account(ana);
  ana.skips_all();
  ana.says("REGISTER * * better");
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});
  eve.hears(":NickServ!* NOTICE eve :Refused: the account is gone");
}

}  // namespace
}  // namespace uvchat::hub
