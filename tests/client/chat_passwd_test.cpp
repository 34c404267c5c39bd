#include "tests/client/chat_account.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view said_changed =
    ":NickServ!NickServ@services NOTICE ana :Your password has been changed.";
constexpr std::string_view said_wrong =
    ":s 904 * :SASL authentication failed: wrong name or password";

// /passwd from s3same to fresh.
class ChatPasswdTest : public ChatAccountTest {
 protected:
  void asks_for_change() {
    types("/passwd");
    types_unseen("s3same");
    types_unseen("fresh");
    types_unseen("fresh");
    EXPECT_THAT(sent(), ElementsAre("PRIVMSG NickServ :PASSWD s3same fresh"));
  }
  // With which password the client comes back.
  std::string comes_back() {
    loses_connection();
    EXPECT_FALSE(meets());
    sent();
    return says_secret();
  }
  std::string says_secret() {
    says("AUTHENTICATE +");
    const auto lines = sent();
    return lines.empty() ? "" : lines.front();
  }
};

TEST_F(ChatPasswdTest, AChangeThatIsRefusedLeavesTheOldPassword) {
  is_logged_in();
  asks_for_change();
  says(":NickServ!NickServ@services NOTICE ana :Refused: wrong name or password");
  EXPECT_EQ(told().back(), "The password of ana has not been changed: the old password is wrong.");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(comes_back(), said_plain("ana", "s3same"));
  says(said_wrong);
  EXPECT_THAT(sent(), IsEmpty());  // and fresh is not tried
}

TEST_F(ChatPasswdTest, APasswordThatWasRightBeforeIsSaidToBeNoLongerSo) {
  is_logged_in();
  comes_back();
  says(said_wrong);
  EXPECT_THAT(told(), Contains(HasSubstr("Not logged in as ana: the password that was right before "
                                         "is not taken any more")));
  loses_connection();
  types_unseen("a slip");
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  says(said_wrong);
  EXPECT_THAT(told(), Contains("Not logged in as ana: wrong name or password."));
}

TEST_F(ChatPasswdTest, AnAnswerThatIsLostLosesNeitherPassword) {
  is_logged_in();
  asks_for_change();
  EXPECT_EQ(comes_back(), said_plain("ana", "s3same"));
  says(said_wrong);
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN"));
  EXPECT_EQ(says_secret(), said_plain("ana", "fresh"));
  is_let_in();
  EXPECT_FALSE(me_->secret_prompt());
  EXPECT_EQ(comes_back(), said_plain("ana", "fresh"));
  nothing_leaked("fresh");
}

// Nobody can be sure of who calls themselves NickServ there.
TEST_F(ChatPasswdTest, AConfirmationThatIsALieLosesNeitherPassword) {
  is_logged_in();
  asks_for_change();
  says(said_changed);
  EXPECT_EQ(comes_back(), said_plain("ana", "fresh"));
  says(said_wrong);
  sent();
  EXPECT_EQ(says_secret(), said_plain("ana", "s3same"));
}

TEST_F(ChatPasswdTest, TheTokenStaysUntilTheServerHasEndedIt) {
  is_logged_in();
  says(":s RESUME TOKEN " + std::string(one_token));
  asks_for_change();
  EXPECT_THAT(accounts_file_, HasSubstr(std::string(one_token)));
  says(said_changed);
  EXPECT_THAT(accounts_file_, Not(HasSubstr(std::string(one_token))));
  EXPECT_THAT(sent(), ElementsAre("RESUME NEW :a device"));
  says(":s RESUME TOKEN " + std::string(another_token));
  EXPECT_EQ(comes_back(), said_resume("ana", another_token));
}

TEST_F(ChatPasswdTest, APasswordInTheFileIsChangedWhenTheServerHasConfirmedIt) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"password": "s3same"}}})";
  begin("ana");
  ASSERT_TRUE(starts());
  ASSERT_FALSE(meets());
  says("AUTHENTICATE +");
  is_let_in();
  registers();
  is_ready();
  says(":ana!u@h JOIN #lobby");
  sent();
  asks_for_change();
  EXPECT_THAT(accounts_file_, HasSubstr("s3same"));
  says(said_changed);
  EXPECT_THAT(accounts_file_, HasSubstr("fresh"));
  EXPECT_THAT(accounts_file_, Not(HasSubstr("s3same")));
}

TEST_F(ChatPasswdTest, WhatNickServSaysOtherwiseIsShown) {
  is_logged_in();
  says(":NickServ!NickServ@services NOTICE ana :Refused: the disk is full");
  EXPECT_EQ(told().back(), "Refused: the disk is full");
  asks_for_change();
  says(":NickServ!NickServ@services NOTICE ana :The database does not answer, so nobody knows.");
  EXPECT_EQ(told().back(), "The database does not answer, so nobody knows.");
}

// It would push out another device, and log nobody in.
TEST_F(ChatPasswdTest, ATokenThatTheServerDoesNotTakeIsNotAskedFor) {
  ASSERT_TRUE(starts("s3same"));
  ASSERT_FALSE(meets("sasl=PLAIN uvchat/resume"));
  says("AUTHENTICATE +");
  is_let_in();
  registers();
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("RESUME"))));
}

}  // namespace
}  // namespace uvchat::cli
