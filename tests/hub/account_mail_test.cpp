// What is sent by e-mail: codes that show whose an address is, and codes for new passwords.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/codes.h"
#include "tests/hub/account_mail.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(AccountMail, AnAccountWithAnAddressWaitsForTheCode) {
  Person& ana = ana_unverified();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].to, "ana@example.org");
  EXPECT_EQ(mails[0].subject, "Your code for srv");
  EXPECT_THAT(mails[0].text, HasSubstr("ana on the chat server srv"));
  EXPECT_THAT(mails[0].text, HasSubstr("/msg NickServ VERIFY ana " + code()));
  ana.says("NS IDENTIFY ana secret");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: the account waits for its e-mail address*");
  ana.says("VERIFY ana 0000-0000-0000");
  serves();
  ana.hears(":srv FAIL VERIFY INVALID_CODE ana :That is not the code, or it is too old");
  EXPECT_EQ(ana.penalty_ms(), 3000U);
  ana.says("VERIFY ana " + code());
  serves();
  ana.hears(":srv VERIFY SUCCESS ana :*");
  ana.hears(":srv 900 ana ana!*@* ana :*");
  ana.skips_all();
  ana.says("VERIFY ana " + code());
  ana.hears(":srv FAIL VERIFY INVALID_CODE ana :No account waits for this code");
}

TEST_F(AccountMail, ACodeIsTakenHoweverItIsTyped) {
  Person& ana = ana_unverified();
  std::string typed;
  for (const char c : code()) {
    if (c != '-') typed += c == '0' ? 'O' : c == '1' ? 'l' : to_upper(c);
  }
  ana.says("NS VERIFY ana " + typed);
  serves();
  ana.hears(":NickServ!* NOTICE ana :The account ana has been verified.");
  ana.hears(":srv 900 ana ana!*@* ana :*");
}

TEST_F(AccountMail, IsVerifiedBeforeTheSessionIsRegistered) {
  Person& ana = chat.connected();
  ana.says("NICK ana");
  ana.says("REGISTER * ana@example.org secret");
  serves();
  ana.hears(":srv REGISTER VERIFICATION_REQUIRED ana :*");
  ana.says("VERIFY ana " + code());
  serves();
  ana.hears(":srv VERIFY SUCCESS ana :*");
  ana.hears(":srv 900 ana * ana :*");
  ana.says("USER u 0 * :Ana");
  ana.hears(":srv 001 ana *");
}

TEST_F(AccountMail, IsNotSentWithoutAnAddressNorWhereAnOperatorAsks) {
  Person& bob = chat.registered("bob");
  bob.says("REGISTER * * secret");
  serves();
  bob.hears(":srv REGISTER SUCCESS bob :*");
  chat.make_operator(bob);
  bob.skips_all();
  bob.says("NS SAREGISTER eve secret eve@example.org");
  serves();
  bob.hears_in_time(":NickServ!* NOTICE bob :The account eve has been made.");
  EXPECT_THAT(mails, IsEmpty());
}

TEST_F(AccountMail, AddressesThatCouldBeTakenForSomethingElseAreRefused) {
  Person& ana = chat.registered("ana");
  for (const char* email : {"a", "@b", "a@", "-oQ/tmp@b.c", "a@b@c", "a@-b.c", "a@b..c", ".a@b.c",
                            "a,b@c.d", "\"a\"@b.c", "<a@b.c>", "a@b.c>", "|sh@b.c", "a@[192.0.2.1]",
                            "\u00f1@b.c", "a\x01@b.c", "a@b.c%d", "/etc/x@b.c"}) {
    ana.says("REGISTER * " + std::string(email) + " secret");
    ana.hears(":srv FAIL REGISTER INVALID_EMAIL ana :That is no e-mail address");
  }
  ana.says("REGISTER * :ana @example.org secret");
  ana.hears(":srv 461 ana REGISTER *");
  EXPECT_TRUE(chat.requests<HashPassword>().empty());
}

TEST_F(AccountMail, AMessageThatCannotBeSentIsSaidToBeLost) {
  mail_outcome = MailOutcome::not_sent;
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * ana@example.org secret");
  serves();
  ana.hears(":srv REGISTER VERIFICATION_REQUIRED ana :No code could be sent to your address: *");
  mail_outcome = MailOutcome::sent;
  ana.says("NS VERIFY ana");
  serves();
  ana.hears(":NickServ!* NOTICE ana :If this account waits to be verified, another code is *");
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_NE(mails[0].text, mails[1].text);
  ana.says("VERIFY ana " + code());
  serves();
  ana.hears(":srv VERIFY SUCCESS ana :*");
}

TEST_F(AccountMail, AMailProgramThatIsSlowIsNotWaitedForForEver) {
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * ana@example.org secret");
  for (const auto& hash : chat.requests<HashPassword>()) serve(hash);
  for (const auto& draw : chat.requests<DrawToken>()) serve(draw);
  for (const auto& ask : chat.requests<AskStore>()) serve(ask);
  const auto mail = chat.request<SendMail>();
  chat.waits_ms(limits::answer_ms_max + 100);
  ana.hears(":srv REGISTER VERIFICATION_REQUIRED ana :A code is on its way*");
  chat.answered(MailSent{mail.ticket, MailOutcome::not_sent});
  chat.answered(MailSent{mail.ticket, MailOutcome::sent});
  ana.hears_nothing();
}

TEST_F(AccountMail, ANickOfAnAccountThatWaitsIsAnybodysAndItsNameNobodyElses) {
  ana_unverified().goes();
  Person& eve = chat.registered("eve");
  eve.says("NICK ana");
  eve.hears(":eve!*@* NICK ana");
  eve.says("REGISTER * * other");
  eve.hears(":srv FAIL REGISTER ACCOUNT_EXISTS ana :*");
  chat.waits_ms(61'000);
  eve.hears_nothing();
  Person& ana = chat.registered("anna");
  ana.says("VERIFY ana " + code());
  serves();
  ana.hears(":srv VERIFY SUCCESS ana :*");
  eve.hears(":NickServ!* NOTICE ana :This nick belongs to an account.*");
}

TEST_F(AccountMail, AnAccountThatNobodyVerifiesEnds) {
  Person& ana = ana_unverified();
  chat.waits_ms(3 * 86'400'000ULL - 120'000);
  serves();
  EXPECT_THAT(dropped, IsEmpty());
  ana.goes();
  away = true;
  chat.waits_ms(180'000);
  serves();
  away = false;
  chat.waits_ms(61'000);
  serves();
  ASSERT_FALSE(dropped.empty());
  EXPECT_TRUE(dropped[0].only_unverified);
  Person& other = chat.registered("ana");
  other.says("REGISTER * * secret");
  serves();
  other.hears(":srv REGISTER SUCCESS ana :*");
}

// The change was made, and the answer lost.
TEST_F(AccountMail, AnAccountThatTheStoreKnowsAsVerifiedDoesNotEnd) {
  ana_unverified().goes();
  chat.waits_ms(3 * 86'400'000ULL + 60'000);
  const auto asked = chat.request<AskStore>();
  EXPECT_TRUE(std::get<store::DropAccount>(asked.request).only_unverified);
  chat.answered(StoreAnswered{asked.ticket, {.outcome = store::Outcome::absent}});
  logs_in("ana").hears_in_time(":srv 903 ana :*");
}

TEST_F(AccountMail, ANewPasswordVerifiesTheAccountToo) {
  Person& ana = ana_unverified();
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.skips_all();
  boss.says("NS SARESET ana");
  serves();
  const std::string line = boss.next_line();
  ana.says("NS RESETPASS ana " + line.substr(line.find("RESETPASS ana ") + 14, 14) + " better");
  serves();
  ana.hears(":NickServ!* NOTICE ana :The password has been changed*");
  ana.says("NS IDENTIFY ana better");
  serves();
  ana.hears(":srv 900 ana ana!*@* ana :*");
}

TEST_F(AccountMail, ForgottenPasswordsAreResetByMail) {
  ana_verified().goes();
  Person& far = chat.registered("far");
  far.says("NS RESETPASS ana");
  serves();
  far.hears(":NickServ!* NOTICE far :If this account has an e-mail address, a code is on its *");
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_THAT(mails[1].text, HasSubstr("/msg NickServ RESETPASS ana " + code()));
  far.says("NS RESETPASS ana " + code() + " better");
  serves();
  far.hears(":NickServ!* NOTICE far :The password has been changed*");
  EXPECT_EQ(made[0], "#better");
}

// Whoever it is that asks is told the same.
TEST_F(AccountMail, AStrangerMakesNoCodeWorthlessThatHasJustBeenSent) {
  ana_verified().goes();
  const auto asks_from = [&](const std::string& address) {
    Person& somebody = chat.registered("x", {}, address);
    somebody.says("NS RESETPASS ana");
    serves();
    somebody.hears_in_time(":NickServ!* NOTICE x :If this account has an e-mail address*");
    somebody.goes();
  };
  asks_from("192.0.2.7");
  ASSERT_THAT(mails, SizeIs(2));
  const std::string of_owner = code();
  asks_from("198.51.100.1");
  EXPECT_THAT(mails, SizeIs(2));
  asks_from("192.0.2.7");  // the first message may be lost
  ASSERT_THAT(mails, SizeIs(3));
  EXPECT_NE(code(), of_owner);
  chat.waits_ms(14 * 60'000);
  asks_from("198.51.100.2");
  EXPECT_THAT(mails, SizeIs(3));
  Person& far = chat.registered("far");
  far.says("NS RESETPASS ana " + code() + " better");
  serves();
  far.hears(":NickServ!* NOTICE far :The password has been changed*");
  asks_from("198.51.100.3");
  asks_from("198.51.100.4");
  EXPECT_THAT(mails, SizeIs(4));
  chat.waits_ms(15 * 60'000);
  asks_from("198.51.100.5");
  EXPECT_THAT(mails, SizeIs(5));
}

TEST_F(AccountMail, AStrangerMakesNoCodeOfAnOperatorWorthless) {
  ana_verified().goes();
  Person& boss = chat.registered("boss");
  chat.make_operator(boss);
  boss.skips_all();
  boss.says("NS SARESET ana");
  serves();
  const std::string line = boss.next_line();
  chat.waits_ms(20 * 3'600'000);
  Person& eve = chat.registered("eve", {}, "198.51.100.1");
  eve.says("NS RESETPASS ana");
  serves();
  EXPECT_THAT(mails, SizeIs(1));
  Person& far = chat.registered("far");
  far.says("NS RESETPASS ana " + line.substr(line.find("RESETPASS ana ") + 14, 14) + " better");
  serves();
  far.hears(":NickServ!* NOTICE far :The password has been changed*");
}

TEST_F(AccountMail, AStrangerMakesNoCodeOfANewAccountWorthless) {
  Person& ana = ana_unverified();
  Person& eve = chat.registered("eve", {}, "198.51.100.1");
  eve.says("NS VERIFY ana");
  serves();
  eve.hears(":NickServ!* NOTICE eve :If this account waits to be verified, another code*");
  ASSERT_THAT(mails, SizeIs(1));
  ana.says("VERIFY ana " + code());
  serves();
  ana.hears(":srv VERIFY SUCCESS ana :*");
}

TEST_F(AccountMail, WhoAsksForACodeDoesNotLearnWhetherThereIsAnAddress) {
  makes_account(chat.registered("bob"));
  Person& far = chat.registered("far");
  for (const char* name : {"nobody", "bob"}) {
    far.says("NS RESETPASS " + std::string(name));
    far.hears_nothing();
    serves();
    far.hears(":NickServ!* NOTICE far :If this account has an e-mail address, a code is on its *");
    far.says("NS VERIFY " + std::string(name));
    serves();
    far.hears(":NickServ!* NOTICE far :If this account waits to be verified, another code *");
  }
  EXPECT_THAT(mails, IsEmpty());
}

// The answer does not wait for the store, which is asked the same of a name that is none.
TEST_F(AccountMail, ACodeIsSaidToComeBeforeTheStoreIsAsked) {
  ana_unverified();
  for (const char* name : {"nobody", "ana"}) {
    Person& far = chat.registered("far");
    far.says("NS RESETPASS " + std::string(name));
    serve(chat.request<DrawToken>());
    far.hears(":NickServ!* NOTICE far :If this account has *");
    const auto asked = chat.request<AskStore>();
    EXPECT_TRUE(std::holds_alternative<store::ReadAccount>(asked.request));
    far.goes();
  }
}

TEST_F(AccountMail, NobodyFillsAStrangersMailbox) {
  for (int i = 0; i < 8; ++i) {
    const std::string address = "198.51.100." + std::to_string(i);
    Person& eve = chat.connected(0, address);
    eve.says("NICK eve" + std::to_string(i));
    eve.says("USER u 0 * :x");
    eve.skips_all();
    eve.says("REGISTER * V" + std::string(i % 2 == 0 ? "ictim" : "ICTIM+x") + "@example.org pw");
    serves();
    eve.hears(i < 5 ? ":srv REGISTER VERIFICATION_REQUIRED *"
                    : ":srv FAIL REGISTER TEMPORARILY_UNAVAILABLE * :Too much e-mail was sent*");
  }
  EXPECT_THAT(mails, SizeIs(5));
}

// Whoever has logged in from a network asks from there for themselves.
TEST_F(AccountMail, StrangersDoNotUseUpWhatTheOwnerMayAskFor) {
  ana_verified().goes();
  mails.clear();
  const auto asks_from = [&](const std::string& address) {
    chat.waits_ms(mailed_code_held_ms);
    Person& somebody = chat.registered("x", {}, address);
    somebody.says("NS RESETPASS ana");
    serves();
    somebody.hears_in_time(":NickServ!* NOTICE x :If this account has an e-mail address*");
    somebody.goes();
  };
  for (int i = 1; i <= 7; ++i) asks_from("198.51.100." + std::to_string(i));
  EXPECT_THAT(mails, SizeIs(4));  // REGISTER has sent one of the five
  for (int i = 0; i < 4; ++i) asks_from("192.0.2.7");
  EXPECT_THAT(mails, SizeIs(8));
  logs_in("ana", ana_secret, "192.0.2.99").hears_in_time(":srv 903 *");
  for (int i = 0; i < 3; ++i) asks_from("192.0.2.99");
  EXPECT_THAT(mails, SizeIs(9));  // the owner has had theirs, too
}

TEST_F(AccountMail, WhoHasNotBeenThereForAMonthIsAStrangerThere) {
  ana_verified().goes();
  chat.waits_ms(31 * 86'400'000ULL);
  mails.clear();
  for (int i = 0; i < 6; ++i) {
    chat.waits_ms(mailed_code_held_ms);
    Person& somebody =
        chat.registered("x", {}, i < 5 ? "198.51.100." + std::to_string(i) : "192.0.2.7");
    somebody.says("NS RESETPASS ana");
    serves();
    somebody.goes();
  }
  EXPECT_THAT(mails, SizeIs(5));
}

TEST_F(AccountMail, AnAddressAsksForAFewCodesADay) {
  Person& eve = chat.registered("eve");
  for (int i = 0; i < 5; ++i) {
    eve.says("NS RESETPASS ana");
    serves();
    eve.hears(":NickServ!* NOTICE eve :If this account *");
  }
  eve.says("NS RESETPASS ana");
  eve.hears(":NickServ!* NOTICE eve :You have asked for several codes lately, try again later.");
  chat.waits_ms(86'400'000);
  eve.skips_all();
  Person& later = chat.registered("later");
  later.says("NS RESETPASS ana");
  serves();
  later.hears(":NickServ!* NOTICE later :If this account *");
}

TEST_F(AccountsOf, SendNoMailWhereThereIsNoProgram) {
  Person& ana = chat.registered("ana");
  ana.says("NS RESETPASS ana");
  ana.hears(":NickServ!* NOTICE ana :This server sends no e-mail: ask an operator for a code.");
  ana.says("REGISTER * ana@example.org secret");
  serves();
  ana.hears(":srv REGISTER SUCCESS ana :*");
  ana.skips_all();
  ana.says("VERIFY ana 1234");
  ana.hears(":srv FAIL VERIFY INVALID_CODE ana :No account waits for this code");
  EXPECT_THAT(mails, IsEmpty());
}

TEST(Codes, AreTwelveSignsThatNobodyConfuses) {
  const std::string code = code_of_token("token");
  ASSERT_EQ(code.size(), 14U);
  EXPECT_EQ(code[4], '-');
  EXPECT_EQ(code[9], '-');
  EXPECT_EQ(code.find_first_of("iloUuILO"), std::string::npos);
  EXPECT_NE(code, code_of_token("token2"));
  EXPECT_EQ(hash_of_code("O0IL-1"), hash_of_code("00-111"));
  EXPECT_NE(hash_of_code("a"), hash_of_code("b"));
}

}  // namespace
}  // namespace uvchat::hub
