#include "tests/client/chat_account.h"

namespace uvchat::cli {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ChatAccountTest, ThePasswordIsAskedForBeforeTheClientConnects) {
  EXPECT_FALSE(starts());
  EXPECT_EQ(me_->secret_prompt(), "Password of ana at 127.0.0.1:6667:");
  types_unseen("s3same");
  EXPECT_EQ(connects_again_, 1);
  EXPECT_FALSE(me_->secret_prompt());
  EXPECT_FALSE(meets());
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN"));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre(said_plain("ana", "s3same")));
  EXPECT_EQ(negotiations_ended_, 0);
  is_let_in();
  EXPECT_EQ(negotiations_ended_, 1);
  registers();
  EXPECT_EQ(me_->status().account, "ana");
  EXPECT_EQ(hangs_up_, 0);
  nothing_leaked("s3same");
}

TEST_F(ChatAccountTest, EscGoesInAsAGuest) {
  EXPECT_FALSE(starts());
  me_->cancel_secret(now_);
  EXPECT_EQ(connects_again_, 1);
  EXPECT_TRUE(meets());
  registers();
  EXPECT_EQ(hangs_up_, 0);
  EXPECT_EQ(me_->status().account, "");
  EXPECT_THAT(sent(), Contains("JOIN #lobby"));
}

TEST_F(ChatAccountTest, AWrongPasswordIsAskedForAgainAndNobodyGoesInAsAGuestMeanwhile) {
  EXPECT_TRUE(starts("wrong"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(meets());
    says("AUTHENTICATE +");
    says(":s 904 * :SASL authentication failed: wrong name or password");
    EXPECT_EQ(hangs_up_, i + 1);
    EXPECT_FALSE(tries_again_);
    loses_connection();
    EXPECT_THAT(told(), Contains("Not logged in as ana: wrong name or password."));
    EXPECT_EQ(me_->secret_prompt().has_value(), i < 2);
    if (i < 2) types_unseen("wrong again");
  }
  EXPECT_THAT(told(), Contains("Type /connect to be asked for the password."));
  types("s3same");  // that was not meant for the room
  EXPECT_THAT(told().back(), HasSubstr("wants your password first"));
  types("/connect");
  types_unseen("s3same");
  EXPECT_EQ(connects_again_, 3);
  EXPECT_EQ(negotiations_ended_, 0);
}

// Who has mistyped it may begin anew before the answer is there.
TEST_F(ChatAccountTest, APasswordTypedWhileTheServerChecksItIsNotSaidInTheRoom) {
  EXPECT_FALSE(starts());
  types_unseen("wrong");
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  types("s3same");
  EXPECT_THAT(told().back(), HasSubstr("Not said: you are not logged in yet."));
  nothing_leaked("s3same");
  is_let_in();
  registers();
  is_ready();
  says(":ana!u@h JOIN #lobby");
  types("hello");
  EXPECT_THAT(sent(), Contains("PRIVMSG #lobby :hello"));
}

TEST_F(ChatAccountTest, ThePasswordIsNotSentWhereOthersCouldReadIt) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets(all_there, false));
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_THAT(told(), Contains(AllOf(HasSubstr("Everybody on the way to 127.0.0.1:6667 could read"),
                                     HasSubstr("ssh -L 6667:127.0.0.1:6667 127.0.0.1, and"))));
  loses_connection();
  types("/connect");  // the user has been told what that means
  EXPECT_EQ(connects_again_, 1);
  EXPECT_TRUE(meets(all_there, false));
  registers();
  for (const char* const line : {"/login", "/login ana", "/register", "/passwd"}) {
    types(line);
    EXPECT_FALSE(me_->secret_prompt()) << line;
  }
  nothing_leaked("s3same");
}

TEST_F(ChatAccountTest, AServerWithoutAccountsIsSaidToHaveNone) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets("batch"));
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_THAT(told(), Contains("Not logged in as ana: 127.0.0.1:6667 has no accounts."));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatAccountTest, AServerThatKnowsNoCapabilitiesGetsNoGuestEither) {
  EXPECT_TRUE(starts("s3same"));
  me_->on_connecting(now_);
  registers();
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_THAT(told(), Contains("Not logged in as ana: 127.0.0.1:6667 has no accounts."));
}

TEST_F(ChatAccountTest, WhatAServerSaysInAnotherOrderGetsNoPassword) {
  EXPECT_TRUE(starts("s3same"));
  me_->on_connecting(now_);
  says("AUTHENTICATE +");
  says(":s 903 * :ok");
  says(":s CAP * LS :sasl=PLAIN");
  says("AUTHENTICATE +");
  says(":s CAP * ACK :sasl");
  EXPECT_FALSE(me_->on_negotiated(true, now_));
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN"));
  says(":s 903 * :before anything was said");
  EXPECT_EQ(negotiations_ended_, 0);
  says("AUTHENTICATE " + std::string(8000, 'A'));
  says("AUTHENTICATE");
  EXPECT_THAT(sent(), IsEmpty());
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre(said_plain("ana", "s3same")));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), IsEmpty());
  says(":s 905 * :SASL message too long");
  says(":s 904 * :no");
  EXPECT_EQ(hangs_up_, 1);
}

TEST_F(ChatAccountTest, ASilentServerIsNotWaitedForForEver) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  now_.mono_ms += 30'000;
  me_->on_tick(now_);
  EXPECT_EQ(hangs_up_, 1);
  EXPECT_TRUE(tries_again_);
  EXPECT_THAT(told(), Contains("Not logged in as ana: the server does not answer."));
}

TEST_F(ChatAccountTest, ALongPasswordLeavesInPieces) {
  const std::string password(300, 'p');
  EXPECT_TRUE(starts(password));
  EXPECT_FALSE(meets());
  sent();
  says("AUTHENTICATE +");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].size(), std::string("AUTHENTICATE ").size() + 400);
  std::string whole = lines[0].substr(13) + lines[1].substr(13);
  EXPECT_EQ("AUTHENTICATE " + whole, said_plain("ana", password));
}

TEST_F(ChatAccountTest, AGuestLogsInAndBecomesThePersonOfTheOtherDevice) {
  is_a_guest("visitor");
  types("/login ana");
  types_unseen("s3same");
  EXPECT_THAT(sent(), ElementsAre("AUTHENTICATE PLAIN"));
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre(said_plain("ana", "s3same"), "PING :uvchat-login"));
  says(":s 900 visitor visitor!u@h ana :You are now logged in as ana");
  says(":s 903 visitor :ok");
  says(":visitor!u@h NICK ana");
  says(":ana!u@h JOIN #maths");
  EXPECT_FALSE(me_->rooms()[1]->joined);
  EXPECT_EQ(me_->rooms()[2]->name, "#maths");
  EXPECT_TRUE(me_->rooms()[2]->joined);
  sent();
  says(":s PONG s uvchat-login");
  EXPECT_THAT(sent(), ElementsAre("JOIN #lobby"));  // one is there as ana now
  EXPECT_EQ(me_->status().nick, "ana");
  EXPECT_EQ(me_->wanted_nick(), "ana");
  EXPECT_EQ(me_->status().account, "ana");
}

TEST_F(ChatAccountTest, AGuestWhoseLoginFailsStaysAGuest) {
  is_a_guest();
  types("/login");
  types_unseen("wrong");
  says("AUTHENTICATE +");
  says(":s 904 ana :SASL authentication failed: wrong name or password");
  EXPECT_EQ(hangs_up_, 0);
  me_->cancel_secret(now_);
  EXPECT_EQ(connects_again_, 0);
  loses_connection();
  EXPECT_TRUE(meets());
  registers();
  EXPECT_EQ(hangs_up_, 0);
}

TEST_F(ChatAccountTest, ANewNickAfterAFailedLoginChangesNoRooms) {
  is_a_guest("visitor");
  types("/login ana");
  types_unseen("wrong");
  says("AUTHENTICATE +");
  says(":s 904 visitor :wrong name or password");
  says(":visitor!u@h NICK guest1");
  EXPECT_TRUE(me_->rooms()[1]->joined);
  EXPECT_EQ(me_->wanted_nick(), "visitor");
}

TEST_F(ChatAccountTest, TheOtherDevicesRoomsAreOnesOwnAndNotJoinedTwice) {
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  is_let_in();
  sent();
  registers();
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("JOIN"))));
  says(":ana!u@h JOIN #lobby");
  says(":ana!u@h JOIN #maths");
  is_ready();
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("JOIN"))));
  EXPECT_EQ(me_->rooms().size(), 3U);
  EXPECT_TRUE(me_->rooms()[1]->joined);
  EXPECT_TRUE(me_->rooms()[2]->joined);
}

TEST_F(ChatAccountTest, TheNickOfThePersonIsNotFoughtFor) {
  begin("ana", "laptop");
  EXPECT_TRUE(starts("s3same"));
  EXPECT_FALSE(meets());
  says("AUTHENTICATE +");
  is_let_in();
  registers("ana");
  is_ready();
  sent();
  now_.mono_ms += 400'000;
  me_->on_tick(now_);
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("NICK"))));
}

TEST_F(ChatAccountTest, WhatTheOtherDeviceSaysIsOnesOwn) {
  is_logged_in();
  says(":ana!u@h PRIVMSG #lobby :from my telephone");
  EXPECT_TRUE(me_->rooms()[1]->entries.back().own);
  EXPECT_FALSE(me_->rooms()[1]->entries.back().mention);
  says(":ana!u@h PRIVMSG bob :psst");
  EXPECT_EQ(me_->rooms()[2]->name, "bob");
  EXPECT_TRUE(me_->rooms()[2]->entries.back().own);
}

TEST_F(ChatAccountTest, AnAccountIsMadeWithAPasswordTypedTwice) {
  is_a_guest();
  types("/register");
  EXPECT_EQ(me_->secret_prompt(), "New password of ana:");
  types_unseen("fresh");
  EXPECT_EQ(me_->secret_prompt(), "The same once more:");
  types_unseen("frehs");
  EXPECT_EQ(told().back(), "The two passwords differ: nothing was done.");
  EXPECT_THAT(sent(), IsEmpty());
  types("/register luisa luisa@example.org");
  types_unseen("fresh");
  types_unseen("fresh");
  EXPECT_THAT(sent(), ElementsAre("REGISTER luisa luisa@example.org :fresh"));
  says(":s FAIL REGISTER ACCOUNT_EXISTS luisa :There is an account of this name");
  EXPECT_THAT(told().back(), HasSubstr("luisa is an account already"));
  types("/register");
  types_unseen("fresh");
  types_unseen("fresh");
  EXPECT_THAT(sent(), ElementsAre("REGISTER * * :fresh"));
  says(":s REGISTER SUCCESS ana :Your account has been made");
  says(":s 900 ana ana!u@h ana :You are now logged in as ana");
  EXPECT_EQ(me_->status().account, "ana");
  EXPECT_THAT(sent(), ElementsAre("RESUME NEW :a device"));
  EXPECT_THAT(preferences_file_, HasSubstr(R"("last_account": "ana")"));
  loses_connection();
  EXPECT_FALSE(meets());
  EXPECT_THAT(sent(), Contains("AUTHENTICATE PLAIN"));
  nothing_leaked("fresh");
}

TEST_F(ChatAccountTest, AnInvitationIsAskedForWhereTheServerWantsOne) {
  begin("", "ana");
  ASSERT_TRUE(starts());
  ASSERT_TRUE(
      meets("sasl=PLAIN draft/account-registration=before-connect,"
            "uvchat/invitation-required"));
  registers();
  is_ready();
  says(":ana!u@h JOIN #lobby");
  sent();
  types("/register");
  EXPECT_EQ(me_->secret_prompt(), "Invitation for 127.0.0.1:6667:");
  types_unseen("k7dq-3mza");
  EXPECT_EQ(me_->secret_prompt(), "New password of ana:");
  types_unseen(":fresh");
  EXPECT_EQ(me_->secret_prompt(), "New password of ana:");
  types_unseen("fresh");
  types_unseen("fresh");
  EXPECT_THAT(sent(), ElementsAre("REGISTER * * fresh k7dq-3mza"));
  says(":s FAIL REGISTER INVALID_INVITATION ana :No");
  EXPECT_EQ(told().back(), "The server does not know this invitation, or it has been used.");
  says(":s FAIL REGISTER INVITATION_REQUIRED ana :No");
  EXPECT_THAT(told().back(), HasSubstr("ask an operator for an invitation"));
  nothing_leaked("k7dq-3mza");
}

TEST_F(ChatAccountTest, AnAccountWaitsForTheCodeThatIsSentToItsAddress) {
  is_a_guest();
  types("/register luisa luisa@example.org");
  types_unseen("fresh");
  types_unseen("fresh");
  sent();
  says(":s REGISTER VERIFICATION_REQUIRED luisa :A code is on its way to your address");
  EXPECT_THAT(told(), Contains("The account luisa is not ready yet: A code is on its way to your "
                               "address"));
  EXPECT_EQ(told().back(), "When the code has come: /verify CODE. For another one: /verify");
  types("/verify 1234");
  EXPECT_THAT(sent(), ElementsAre("VERIFY luisa 1234"));
  EXPECT_FALSE(me_->may_be_remembered("/verify 1234"));
  says(":s FAIL VERIFY INVALID_CODE luisa :That is not the code");
  EXPECT_THAT(told().back(), HasSubstr("not the code of luisa"));
  types("/verify");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG NickServ :VERIFY luisa"));
  types("/verify luisa 5678");
  EXPECT_THAT(sent(), ElementsAre("VERIFY luisa 5678"));
  says(":s VERIFY SUCCESS luisa :Your account has been verified");
  says(":s 900 ana ana!u@h luisa :You are now logged in as luisa");
  EXPECT_EQ(me_->status().account, "luisa");
  EXPECT_THAT(told(), Contains(HasSubstr("luisa is your account now")));
  EXPECT_THAT(sent(), ElementsAre("RESUME NEW :a device"));
  types("/verify a b c");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatAccountTest, APasswordThatIsTypedInSightGoesNowhere) {
  is_a_guest();
  for (const char* const line : {"/login ana hunter2", "/register ana hunter2",
                                 "/register a b@c hunter2", "/passwd hunter2", "/login hunter2"}) {
    EXPECT_FALSE(me_->may_be_remembered(line)) << line;
  }
  for (const char* const line : {"/login ana hunter2", "/register ana hunter2",
                                 "/register a b@c hunter2", "/passwd hunter2"}) {
    types(line);
    EXPECT_FALSE(me_->secret_prompt()) << line;
  }
  nothing_leaked("hunter2");
}

TEST_F(ChatAccountTest, AGuestWithTheNickOfAnAccountIsToldHowToLogInHere) {
  const std::string warning =
      ":NickServ!NickServ@services NOTICE ana :This nick belongs to an account. Log in within 60 "
      "seconds (/msg NickServ IDENTIFY <password>), or take another one with NICK.";
  is_a_guest();
  says(warning);
  EXPECT_EQ(told().back(), "If ana is your account: /login ana");
}

TEST_F(ChatAccountTest, APasswordIsChangedThroughNickServ) {
  is_logged_in();
  types("/passwd");
  EXPECT_EQ(me_->secret_prompt(), "Present password of ana:");
  types_unseen("s3same");
  EXPECT_EQ(me_->secret_prompt(), "New password of ana:");
  types_unseen("with space");
  EXPECT_THAT(told().back(), HasSubstr("without spaces"));
  types_unseen("fresh");
  types_unseen("fresh");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG NickServ :PASSWD s3same fresh"));
  says(":NickServ!NickServ@services NOTICE ana :Your password has been changed.");
  EXPECT_THAT(told().back(), HasSubstr("The password of ana has been changed"));
  EXPECT_THAT(sent(), ElementsAre("RESUME NEW :a device"));
  loses_connection();
  EXPECT_FALSE(meets());
  sent();
  says("AUTHENTICATE +");
  EXPECT_THAT(sent(), ElementsAre(said_plain("ana", "fresh")));
  nothing_leaked("fresh");
}

}  // namespace
}  // namespace uvchat::cli
