#include "tests/client/chat_account.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A token of the server's instead of the password.
using ChatTokenTest = ChatAccountTest;

TEST_F(ChatTokenTest, ATokenStandsForThePasswordFromThenOn) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  is_let_in();
  sent();
  registers();
  EXPECT_THAT(sent(), Contains("RESUME NEW :a device"));
  says(":s RESUME TOKEN " + std::string(one_token));
  EXPECT_THAT(accounts_file_, HasSubstr(std::string(one_token)));
  EXPECT_THAT(accounts_file_, Not(HasSubstr("s3same")));
  nothing_leaked(one_token);
  // The next start asks for nothing.
  begin("ana");
  EXPECT_TRUE(starts());
  EXPECT_FALSE(meets());
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE UVCHAT-RESUME"));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre(said_resume("ana", one_token)));
  is_let_in();
  registers();
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("RESUME"))));  // the token stays
}

TEST_F(ChatTokenTest, ATokenIsForItsServerAndAccountAlone) {
  accounts_file_ = R"({"127.0.0.1:6668": {"ana": {"token": ")" + std::string(one_token) +
                   R"("}}, "127.0.0.1:6667": {"eve": {"token": ")" + std::string(another_token) +
                   R"("}}})";
  begin("ana");
  EXPECT_FALSE(starts());
  types_unseen("s3same");
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN", said_plain("ana", "s3same")));
}

TEST_F(ChatTokenTest, ATokenThatIsRefusedIsForgottenAndThePasswordHelps) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"token": ")" + std::string(one_token) + R"("}}})";
  begin("ana");
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: this token is not known any more");
  EXPECT_THAT(accounts_file_, Not(HasSubstr(std::string(one_token))));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE UVCHAT-RESUME", said_resume("ana", one_token),
                                  "AUTHENTICATE PLAIN", said_plain("ana", "s3same")));
  EXPECT_EQ(hangs_up_, 0);
}

TEST_F(ChatTokenTest, ATokenThatIsRefusedIsSaidToBeOver) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"token": ")" + std::string(one_token) + R"("}}})";
  begin("ana");
  EXPECT_TRUE(starts());
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: this token is not known any more");
  EXPECT_THAT(told(), Contains(HasSubstr("this device's own login has ended")));
  EXPECT_THAT(told(), Contains(HasSubstr("or the account is gone")));
  EXPECT_TRUE(me_->secret_prompt());
}

// A server in trouble does not make one type the password again.
TEST_F(ChatTokenTest, AServerThatIsBusyIsAskedAgainLater) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"token": ")" + std::string(one_token) + R"("}}})";
  begin("ana");
  EXPECT_TRUE(starts());
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: the database does not answer");
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_TRUE(tries_again_);
  EXPECT_FALSE(me_->secret_prompt());
  loses_connection();
  EXPECT_FALSE(meets());
  EXPECT_THAT(sent(), Contains("AUTHENTICATE UVCHAT-RESUME"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(me_->secret_prompt());
    says("AUTHENTICATE +");
    says(":s 904 * :SASL authentication failed: the disk is full");
    loses_connection();
    EXPECT_FALSE(meets());
  }
  EXPECT_FALSE(tries_again_);
  EXPECT_TRUE(me_->secret_prompt());
  EXPECT_THAT(accounts_file_, HasSubstr(std::string(one_token)));
}

TEST_F(ChatTokenTest, WithoutAPasswordARefusedTokenAsksForIt) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"token": ")" + std::string(one_token) + R"("}}})";
  begin("ana");
  EXPECT_TRUE(starts());
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: this token is not known any more");
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_EQ(me_->secret_prompt(), "Password of ana at 127.0.0.1:6667:");
}

TEST_F(ChatTokenTest, NobodyGivesUsATokenThatWasNotAskedFor) {
  is_logged_in();
  says(":s RESUME TOKEN " + std::string(one_token));
  EXPECT_THAT(accounts_file_, HasSubstr(std::string(one_token)));
  says(":s RESUME TOKEN " + std::string(another_token));
  EXPECT_THAT(accounts_file_, Not(HasSubstr(std::string(another_token))));
}

TEST_F(ChatTokenTest, WhatIsNoTokenIsNotKept) {
  is_logged_in();
  says(":s RESUME TOKEN :" + std::string(42, 'A') + "\"");
  EXPECT_EQ(accounts_file_, "");
}

TEST_F(ChatTokenTest, LoggingOutForgetsTheTokenHereAndThere) {
  is_logged_in();
  says(":s RESUME TOKEN " + std::string(one_token));
  types("/logout");
  EXPECT_THAT(sent(), ElementsAre("RESUME FORGET " + std::string(one_token)));
  EXPECT_THAT(accounts_file_, Not(HasSubstr(std::string(one_token))));
  loses_connection();
  EXPECT_TRUE(meets());
  registers();
  EXPECT_EQ(hangs_up_, 0);
}

TEST_F(ChatTokenTest, ABrokenFileOfAccountsIsToldAndNotOverwritten) {
  accounts_file_ = R"({"127.0.0.1:6667": {"ana": {"tokn": "x"}}})";
  const std::string before = accounts_file_;
  begin("ana");
  EXPECT_THAT(told(), Contains(HasSubstr("the file of accounts is broken: ana.tokn")));
  is_logged_in();
  says(":s RESUME TOKEN " + std::string(one_token));
  EXPECT_EQ(accounts_file_, before);
}

}  // namespace
}  // namespace uvchat::cli
