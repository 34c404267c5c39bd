// NickServ, for clients that know neither REGISTER nor AUTHENTICATE; and whose a nick is.

#include <gtest/gtest.h>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

struct NickServ : AccountsOf {
  // Somebody who has the account `ana`, and has gone.
  void ana_has_an_account() {
    Person& ana = chat.registered("ana");
    makes_account(ana);
    ana.goes();
  }
};

TEST_F(NickServ, MakesAnAccountAndLogsIn) {
  Person& ana = chat.registered("ana");
  ana.says("PRIVMSG NickServ :register secret");
  serves();
  ana.hears(":NickServ!NickServ@srv NOTICE ana :The account ana has been made.");
  ana.hears(":srv 900 ana *");
  ana.goes();
  Person& again = chat.registered("ana");
  again.hears_in_time(":NickServ!* NOTICE ana :This nick belongs to an account.*60 seconds*");
  again.says("NS IDENTIFY secret");
  serves();
  again.hears(":srv 900 ana *");
  again.hears(":NickServ!* NOTICE ana :You are logged in as ana.");
  chat.waits_ms(61'000);
  again.hears_nothing();
}

TEST_F(NickServ, RefusesAWrongPasswordAsAWrongName) {
  ana_has_an_account();
  Person& eve = chat.registered("eve");
  for (const char* words : {"IDENTIFY ana wrong", "IDENTIFY nobody wrong", "IDENTIFY wrong"}) {
    eve.says("NICKSERV " + std::string(words));
    serves();
    eve.hears(":NickServ!* NOTICE eve :Refused: wrong name or password");
  }
  EXPECT_EQ(checks, 3);
  EXPECT_EQ(eve.penalty_ms(), 9000U);
}

TEST_F(NickServ, ChangesAPassword) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS PASSWD wrong better");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: wrong name or password");
  ana.says("NS PASSWD secret better");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Your password has been changed.");
  EXPECT_EQ(made, std::vector<std::string>{"#better"});
  away = true;
  ana.says("NS PASSWD better best");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: the disk is full");
}

TEST_F(NickServ, EndsWhatTheOldPasswordHasOpened) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& thief = logs_in("x");
  thief.hears_in_time("*001*");
  Person& lurker = chat.connected();  // is logged in, and goes no further
  lurker.says("CAP REQ :sasl");
  lurker.says("AUTHENTICATE PLAIN");
  lurker.says("AUTHENTICATE " + std::string(ana_secret));
  serves();
  lurker.hears_in_time(":srv 903 *");
  ana.says("NS PASSWD secret better");
  serves();
  thief.hears_in_time("ERROR :Closing link (The password of your account has been changed)");
  lurker.hears_in_time("ERROR :Closing link (The password of your account has been changed)");
  ana.hears_in_time(":NickServ!* NOTICE ana :Your password has been changed.");
  EXPECT_FALSE(ana.closed());
}

// The old password must not go on to hold where it may be the old one.
TEST_F(NickServ, EndsWhatAPasswordHasOpenedThatMayHaveBeenChanged) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& thief = logs_in("x");
  thief.hears_in_time("*001*");
  answers_get_lost = true;
  ana.says("NS PASSWD secret better");
  serves();
  thief.hears_in_time("ERROR :Closing link (The password of your account may have been changed)");
  ana.hears_in_time(
      ":NickServ!* NOTICE ana :The connection to the database broke, so nobody knows whether it "
      "was done.");
  EXPECT_FALSE(ana.closed());
}

TEST_F(NickServ, EndsNothingForAPasswordThatWasNotChanged) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& phone = logs_in("x");
  ana.says("NS PASSWD secret better");
  for (const auto& read : chat.requests<AskStore>()) serve(read);
  for (const auto& check : chat.requests<CheckPassword>()) serve(check);
  for (const auto& hash : chat.requests<HashPassword>()) serve(hash);
  away = true;
  serves();
  ana.hears_in_time(":NickServ!* NOTICE ana :Your password was not changed: the disk is full");
  EXPECT_FALSE(phone.closed());
}

TEST_F(NickServ, SaysThatALateChangeMayBeDone) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS SET multiclient off");
  const auto asked = chat.request<AskStore>();
  chat.waits_ms(limits::answer_ms_max + 100);
  ana.hears(
      ":NickServ!* NOTICE ana :The database does not answer, so nobody knows whether it was done.");
  chat.answered(StoreAnswered{asked.ticket, answer_to(asked.request)});
  ana.says("NS SET multiclient");
  ana.hears(":NickServ!* NOTICE ana :multiclient: off");
}

TEST_F(NickServ, RefusesAPasswordThatWasRightWhenTheCheckBegan) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  Person& thief = chat.registered("thief");
  thief.says("NS IDENTIFY ana secret");
  const auto read = chat.request<AskStore>();
  chat.answered(StoreAnswered{read.ticket, answer_to(read.request)});
  const auto check = chat.request<CheckPassword>();
  ana.says("NS PASSWD secret better");
  serves();
  chat.answered(PasswordChecked{check.ticket, PasswordVerdict::match});
  thief.hears(":NickServ!* NOTICE thief :Refused: the password has just been changed");
}

TEST_F(NickServ, GivesAGuestOneGraceHoweverOftenTheyTakeAnothersNick) {
  makes_account(chat.registered("ana"));
  chat.registered("bob").goes();
  Person& eve = chat.registered("eve", "labeled-response batch");
  const auto takes = [&](std::string_view nick) {
    eve.says("NICK " + std::string(nick));
    eve.hears_in_time(":* NICK " + std::string(nick));
  };
  logs_in("ana").goes();
  Person& owner = logs_in("ana");
  owner.hears_in_time("*001*");
  owner.says("NICK somebody");
  takes("ana");
  eve.hears(":NickServ!* NOTICE ana :This nick belongs to an account.* 60 seconds*");
  chat.waits_ms(40'000);
  takes("eve");
  takes("ana");
  eve.hears(":NickServ!* NOTICE ana :This nick belongs to an account.* 20 seconds*");
  chat.waits_ms(20'001);
  eve.hears_in_time(":ana!* NICK guest*");
  eve.says("@label=again NICK ana");
  eve.hears_in_time("@label=again :guest* NICK ana");
  eve.hears_in_time(":ana!* NICK guest*");
}

TEST_F(NickServ, RefusesAPasswordThatIsTheNameOfItsAccount) {
  const auto refuses = [&](Person& person, const std::string& line) {
    person.says("NS " + line);
    serves();
    person.hears(":NickServ!* NOTICE * :Refused: the name of the account cannot be its password");
  };
  Person& ana = chat.registered("ana");
  refuses(ana, "REGISTER Ana");
  ana.says("REGISTER * * ana");
  ana.hears(":srv FAIL REGISTER WEAK_PASSWORD ana :The name of the account cannot be its password");
  makes_account(ana);
  refuses(ana, "PASSWD secret ANA");
  refuses(ana, "RESETPASS ANA 0000-0000-0000 ana");
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  refuses(boss, "SAREGISTER bob bob");
  EXPECT_EQ(made, std::vector<std::string>{"#secret"});
  EXPECT_EQ(checks, 0);
}

TEST_F(NickServ, RefusesAPasswordThatIsTooShort) {
  HubSettings settings = with_accounts();
  settings.accounts.password_bytes_min = 6;
  chat.takes_settings(settings);
  Person& ana = chat.registered("ana");
  ana.says("CAP LS 302");
  ana.hears("*draft/account-registration=custom-account-name,uvchat/password-bytes-min=6 *");
  ana.says("REGISTER * * sesam");
  ana.hears(":srv FAIL REGISTER WEAK_PASSWORD ana :A password has 6 to 300 bytes");
  makes_account(ana);
  ana.says("NS PASSWD secret sesam");
  ana.hears(":NickServ!* NOTICE ana :Refused: a password has 6 to 300 bytes");
}

// What is no e-mail address and no invitation was meant as something else, which a password may be.
TEST_F(NickServ, RefusesWordsThatCannotBeMeantAsTheyWouldBeRead) {
  Person& ana = chat.registered("ana");
  for (const char* words : {"ana * secret 0000-0000-0000", "my secret", "secret a@b.c d@e.f",
                            "secret 0000-0000-0000 1111-1111-1111", "secret 0000-0000-000u"}) {
    ana.says("NS REGISTER " + std::string(words));
    ana.hears(":NickServ!* NOTICE ana :Refused: a password is one word, *[<invitation>]");
  }
  EXPECT_TRUE(chat.requests<HashPassword>().empty());
  makes_account(ana);
  ana.says("NS PASSWD secret my secret");
  ana.hears(":NickServ!* NOTICE ana :PASSWD <old password> <new password>");
  Person& bob = chat.registered("bob");
  bob.says("NS IDENTIFY ana my secret");
  bob.hears(":NickServ!* NOTICE bob :IDENTIFY [<account>] <password>");
  EXPECT_EQ(checks, 0);
}

TEST_F(NickServ, TellsWhoIsLoggedInThatTheyAre) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS IDENTIFY ana wrong");
  ana.hears(":NickServ!* NOTICE ana :You are already logged in as ana.");
}

TEST_F(NickServ, TellsGuestsToLogInFirst) {
  Person& bob = chat.registered("bob");
  bob.says("NS PASSWD a b");
  bob.hears(":NickServ!* NOTICE bob :Log in first.");
  bob.says("NS SAREGISTER x y");
  bob.hears(":NickServ!* NOTICE bob :There is no such command*");
  bob.says("NS INFO");
  bob.hears(":NickServ!* NOTICE bob :You are not logged in.");
}

TEST_F(NickServ, MakesAccountsForOthersWhereAnOperatorAsks) {
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.says("NS SAREGISTER ana secret");
  serves();
  boss.hears_in_time(":NickServ!* NOTICE boss :The account ana has been made.");
  boss.says("NS INFO ana");
  boss.hears(":NickServ!* NOTICE boss :Account: ana");
  boss.hears(":NickServ!* NOTICE boss :Made: 2026-*");
  boss.hears(":NickServ!* NOTICE boss :Logged in: nobody");
  logs_in("ana").hears_in_time(":srv 903 *");
}

TEST_F(NickServ, IsSpokenToAlone) {
  Person& bob = chat.registered("bob", "echo-message");
  Person& eve = chat.registered("eve");
  bob.says("PRIVMSG eve,NickServ :IDENTIFY secret");
  bob.hears(":srv FAIL PRIVMSG INVALID_TARGET eve,NickServ :*");
  bob.says("NOTICE NickServ :IDENTIFY secret");
  bob.hears_nothing();
  eve.hears_nothing();
}

TEST_F(NickServ, HasANickThatNobodyElseTakes) {
  Person& eve = chat.registered("eve");
  for (const char* nick : {"NickServ", "nickserv", "CHANSERV", "N\u0456ckServ"}) {
    eve.says("NICK " + std::string(nick));
    eve.hears(":srv 433 eve *");
    eve.says("REGISTER " + std::string(nick) + " * secret");
    eve.hears(":srv FAIL REGISTER ACCOUNT_EXISTS *");
  }
}

TEST_F(NickServ, GivesAGuestAnotherNickWhenTheGraceIsOver) {
  ana_has_an_account();
  Person& eve = chat.registered("eve");
  Person& bob = chat.registered("bob");
  for (Person* person : {&eve, &bob}) person->says("JOIN #a");
  eve.skips_all();
  bob.skips_all();
  eve.says("NICK ana");
  eve.hears(":eve!*@* NICK ana");
  eve.hears(":NickServ!* NOTICE ana :This nick belongs to an account.*");
  chat.waits_ms(59'000);
  eve.hears_nothing();
  chat.waits_ms(2'000);
  eve.hears(":NickServ!* NOTICE ana :This nick belongs to an account. You are guest1 from now on.");
  eve.hears(":ana!*@* NICK guest1");
  bob.hears(":eve!*@* NICK ana");
  bob.hears(":ana!*@* NICK guest1");
}

TEST_F(NickServ, ForgetsTheGraceOfAGuestWhoTakesAnotherNick) {
  ana_has_an_account();
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.says("NICK eva");
  eve.skips_all();
  chat.waits_ms(61'000);
  eve.hears_nothing();
}

TEST_F(NickServ, GivesTheOwnerTheirNickAtOnce) {
  ana_has_an_account();
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.skips_all();
  Person& ana = logs_in("ana");
  eve.hears(":NickServ!* NOTICE ana :The owner of this nick has come. You are guest1 from now on.");
  eve.hears(":ana!*@* NICK guest1");
  ana.hears_in_time(":srv 001 ana *");
}

TEST_F(NickServ, TakesANickFromAGuestWhoLogsInToAnotherAccount) {
  ana_has_an_account();
  makes_account(chat.registered("bob"));
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.skips_all();
  chat.registered("x").says("QUIT");
  eve.says("NS IDENTIFY bob secret");
  serves();
  eve.hears_in_time(":ana!*@* NICK *");
  eve.says("NICK ana");
  eve.hears_in_time(":srv 433 * ana :*");
}

struct NicksWithoutGrace : NickServ {
  NicksWithoutGrace() { settings_of_server(); }
  void settings_of_server() {
    HubSettings settings = with_accounts();
    settings.accounts.nick_grace_seconds = 0;
    chat.takes_settings(settings);
  }
};

TEST_F(NicksWithoutGrace, AreRefusedToGuests) {
  ana_has_an_account();
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.hears(":srv 433 eve ana :*");
}

TEST_F(NickServ, IsNotDisturbedByTheClassroom) {
  ana_has_an_account();
  Person& pupil = chat.classroom();
  pupil.says("ana: hola");
  Person& bob = chat.registered("bob");
  bob.says("WHOIS ana");
  bob.hears(":srv 401 bob ana :*");
}

}  // namespace
}  // namespace uvchat::hub
