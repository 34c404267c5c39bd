#include "tests/client/chat_account.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view all_with_external = "sasl=EXTERNAL,PLAIN,UVCHAT-RESUME uvchat/resume";

// The connection shows a certificate, which may log in to the account ana.
struct ChatCertificateTest : ChatAccountTest {
  ChatCertificateTest() {
    me_.emplace(*this, ChatOptions{.server = "127.0.0.1:6697",
                                   .nick = "ana",
                                   .rooms = {"#lobby"},
                                   .has_tls = true,
                                   .account = "ana",
                                   .device = "a device",
                                   .shows_certificate = true});
    me_->load_accounts(accounts_file_, now_);
  }
};

TEST_F(ChatCertificateTest, ACertificateLogsInWithoutAPassword) {
  EXPECT_TRUE(starts());
  EXPECT_FALSE(me_->secret_prompt());
  EXPECT_FALSE(meets(all_with_external));
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE EXTERNAL"));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE " + to_base64("ana")));
  is_let_in();
  EXPECT_EQ(negotiations_ended_, 1);
  registers();
  EXPECT_EQ(me_->status().account, "ana");
  EXPECT_THAT(sent(), testing::Not(Contains(HasSubstr("RESUME"))));
}

TEST_F(ChatCertificateTest, APasswordHelpsWhereTheCertificateIsNotTheAccounts) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets(all_with_external));
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: this certificate does not log in to that account");
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE EXTERNAL", "AUTHENTICATE " + to_base64("ana"),
                                  "AUTHENTICATE PLAIN", said_plain("ana", "s3same")));
  is_let_in();
  EXPECT_EQ(hangs_up_, 0);
}

TEST_F(ChatCertificateTest, OneThatIsNotTheAccountsIsToldAndThePasswordAskedFor) {
  EXPECT_TRUE(starts());
  EXPECT_FALSE(meets(all_with_external));
  says("AUTHENTICATE +");
  says(":s 904 * :SASL authentication failed: this certificate does not log in to that account");
  EXPECT_EQ(hangs_up_, 1);
  loses_connection();
  EXPECT_THAT(told(), Contains(HasSubstr("the certificate of --cert does not log in")));
  EXPECT_TRUE(me_->secret_prompt());
}

TEST_F(ChatCertificateTest, WhereTheServerTakesNoneThePasswordIsTheWay) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN"));
}

}  // namespace
}  // namespace uvchat::cli
