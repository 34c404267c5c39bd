// SET email: another address for an account, or none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/account_mail.h"

namespace uvchat::hub {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(AccountMail, ANewAddressCountsWhenTheCodeThatWasSentToItIsSaid) {
  Person& ana = ana_verified();
  ana.says("NS SET email nowhere secret");
  ana.hears(":NickServ!* NOTICE ana :That is no e-mail address.");
  ana.says("NS SET email new@example.org");
  ana.hears(":NickServ!* NOTICE ana :Your password comes behind it.");
  ana.says("NS SET email new@example.org secret");
  serves();
  ana.hears(
      ":NickServ!* NOTICE ana :A code is on its way to it: SET email new@example.org <password> "
      "<code>");
  EXPECT_EQ(mails.back().to, "new@example.org");
  EXPECT_THAT(mails.back().text, HasSubstr("SET email new@example.org YOUR-PASSWORD " + code()));
  EXPECT_EQ(emails[0], "ana@example.org");
  const std::string right = code();
  ana.says("NS SET email other@example.org secret " + right);
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: that is not the code for this address*");
  ana.says("NS SET email new@example.org secret " + right);
  serves();
  ana.hears(":NickServ!* NOTICE ana :The e-mail address of your account is new@example.org.");
  EXPECT_EQ(emails[0], "new@example.org");
  ana.says("NS SET email new@example.org secret " + right);
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: that is not the code for this address*");
}

// So the owner hears of it if it was not them.
TEST_F(AccountMail, AnOldAddressIsToldThatItIsThatNoLonger) {
  Person& ana = ana_verified();
  ana.says("NS SET email new@example.org secret");
  serves();
  ana.says("NS SET email new@example.org secret " + code());
  serves();
  ASSERT_THAT(mails, SizeIs(3));
  EXPECT_EQ(mails[2].to, "ana@example.org");
  EXPECT_THAT(mails[2].text, Not(HasSubstr("new@example.org")));
  ana.says("NS SET email none secret");
  serves();
  ana.hears_in_time(":NickServ!* NOTICE ana :Your account has no e-mail address any more.");
  EXPECT_EQ(emails[0], "");
  ASSERT_THAT(mails, SizeIs(4));
  EXPECT_EQ(mails[3].to, "new@example.org");
  ana.says("NS SET email");
  ana.hears(":NickServ!* NOTICE ana :email: none");
}

TEST_F(AccountMail, WhoDoesNotKnowThePasswordChangesNoAddress) {
  Person& ana = ana_verified();
  mails.clear();
  for (const char* line : {"new@example.org wrong", "new@example.org wrong code", "none wrong"}) {
    ana.says("NS SET email " + std::string(line));
    serves();
    ana.hears(":NickServ!* NOTICE ana :Refused: wrong name or password");
  }
  EXPECT_EQ(ana.penalty_ms(), 9000U);
  EXPECT_THAT(mails, IsEmpty());
  EXPECT_EQ(emails[0], "ana@example.org");
}

TEST_F(AccountMail, AStrangersMailboxGetsAFewCodesADayWhoeverAsks) {
  Person& ana = ana_verified();
  mails.clear();
  for (int i = 0; i < 6; ++i) {
    ana.says("NS SET email victim@example.org secret");
    serves();
  }
  EXPECT_THAT(mails, SizeIs(4));  // with REGISTER her network has asked for five
  ana.hears_in_time(":NickServ!* NOTICE ana :Refused: too much e-mail was sent lately*");
}

TEST_F(AccountMail, AnAddressThatTheStoreCannotKeepStaysAsItWas) {
  Person& ana = ana_verified();
  answers_get_lost = true;
  ana.says("NS SET email none secret");
  serves();
  ana.hears(
      ":NickServ!* NOTICE ana :The connection to the database broke, so nobody knows whether it "
      "was done.");
  EXPECT_THAT(mails, SizeIs(1));
}

TEST_F(AccountsOf, GetAnotherAddressAtOnceWhereNoMailIsSent) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS SET email new@example.org wrong");
  serves();
  ana.hears(":NickServ!* NOTICE ana :Refused: wrong name or password");
  ana.says("NS SET email new@example.org secret");
  serves();
  ana.hears(":NickServ!* NOTICE ana :The e-mail address of your account is new@example.org.");
  EXPECT_EQ(emails[0], "new@example.org");
  ana.says("NS SET email");
  ana.hears(":NickServ!* NOTICE ana :email: there is one (EXPORT shows it)");
  EXPECT_THAT(mails, IsEmpty());
}

TEST_F(AccountsOf, KeepTheirAddressWhereOneIsRequired) {
  HubSettings settings = with_accounts();
  settings.accounts.email_required = true;
  chat.takes_settings(settings);
  Person& ana = chat.registered("ana");
  ana.says("REGISTER * ana@example.org secret");
  serves();
  ana.skips_all();
  ana.says("NS SET email none secret");
  ana.hears(":NickServ!* NOTICE ana :Accounts need an e-mail address here.");
}

}  // namespace
}  // namespace uvchat::hub
