#include "tests/client/chat_account.h"

namespace uvchat::cli {
namespace {

using testing::Contains;

// Who is logged in, and who only looks so.
class ChatIdentityTest : public ChatConversation {
 protected:
  void in_lobby(std::string_view isupport = "WHOX") {
    connect("account-notify account-tag extended-join away-notify", isupport);
    server(":ana!u@h JOIN #lobby ana :Ana");
    server(":s 353 ana = #lobby :@bob ana");
    server(":s 366 ana #lobby :End");
  }
  const Member& member(std::string_view fold) {
    const Member* const found = room("#lobby").members.find(fold);
    static const Member nobody;
    EXPECT_NE(found, nullptr) << fold;
    return found == nullptr ? nobody : *found;
  }
};

TEST_F(ChatIdentityTest, TheServerIsAskedWhoIsLoggedIn) {
  in_lobby();
  EXPECT_THAT(sent(), Contains("WHO #lobby %tcnfa,77"));
  server(":s 354 ana 77 #lobby bob G bob");
  server(":s 354 ana 77 #lobby ana H 0");
  server(":s 315 ana #lobby :End");
  EXPECT_EQ(member("bob").account, "bob");
  EXPECT_TRUE(member("bob").away);
  EXPECT_EQ(member("ana").account, "");
  server(":bob!u@h ACCOUNT *");
  EXPECT_EQ(member("bob").account, "");
}

TEST_F(ChatIdentityTest, AServerWithoutWhoxIsAskedWhoIsAway) {
  in_lobby("NETWORK=x");
  EXPECT_THAT(sent(), Contains("WHO #lobby"));
}

TEST_F(ChatIdentityTest, WhoJoinsIsKnownAtOnce) {
  in_lobby();
  server(":eve!u@h JOIN #lobby eve :Eve");
  EXPECT_EQ(member("eve").account, "eve");
  EXPECT_FALSE(member("eve").borrowed);
  server(":carl!u@h JOIN #lobby * :Carl");
  EXPECT_EQ(member("carl").account, "");
  EXPECT_FALSE(member("carl").borrowed);
}

TEST_F(ChatIdentityTest, ANickThatIsTheNameOfAnAccountIsMarkedWhereItIsNotItsUsers) {
  in_lobby();
  server(":luis!u@h JOIN #lobby luis :Luis");
  server(":luis!u@h QUIT :bye");
  server(":luis!x@y JOIN #lobby * :Luis");
  EXPECT_TRUE(member("luis").borrowed);
  EXPECT_EQ(last("#lobby").text,
            "luis is not logged in to the account luis: it may be somebody else");
  server(":luis!x@y PRIVMSG #lobby :send me the key");
  EXPECT_TRUE(last("#lobby").borrowed);
  EXPECT_EQ(last("#lobby").note, "not logged in as luis");
  server(":luis!x@y ACCOUNT luis");
  EXPECT_FALSE(member("luis").borrowed);
  server("@account=luis :luis!x@y PRIVMSG #lobby :it is me");
  EXPECT_FALSE(last("#lobby").borrowed);
  EXPECT_EQ(last("#lobby").note, "");
}

TEST_F(ChatIdentityTest, WhoTakesTheNickIsMarkedToo) {
  in_lobby();
  server("@account=luis :luis!u@h PRIVMSG ana :hello");
  server(":eve!u@h JOIN #lobby eve :Eve");
  server(":eve!u@h NICK luis");
  EXPECT_TRUE(member("luis").borrowed);
  EXPECT_EQ(last("#lobby").text,
            "luis is not logged in to the account luis: it may be somebody else");
  server("@account=eve :luis!u@h PRIVMSG ana :psst");
  EXPECT_TRUE(last("luis").borrowed);
}

TEST_F(ChatIdentityTest, WhoWasThereBeforeTheAccountWasSeenIsMarkedThen) {
  in_lobby();
  EXPECT_FALSE(member("bob").borrowed);
  server(":robert!u@h JOIN #lobby bob :Bob");
  EXPECT_TRUE(member("bob").borrowed);
}

TEST_F(ChatIdentityTest, WithoutTheCapabilitiesNobodyIsSuspected) {
  connect();
  join_lobby();
  server("@account=bob :bob!u@h PRIVMSG #lobby :hello");
  server(":bob!u@h PRIVMSG #lobby :hello");
  EXPECT_FALSE(last("#lobby").borrowed);
  server(":eve!u@h JOIN #lobby");
  EXPECT_EQ(member("eve").account, "");
}

TEST_F(ChatIdentityTest, NamesOfAccountsThatCannotBeShownAreNone) {
  in_lobby();
  server(":eve!u@h JOIN #lobby :a b");
  EXPECT_EQ(member("eve").account, "");
  server(":eve!u@h ACCOUNT :\x1b[2J");
  EXPECT_EQ(member("eve").account, "");
  server(":s 354 ana 77 #lobby eve H " + std::string(600, 'x'));
  EXPECT_EQ(member("eve").account, "");
}

// A server that invents accounts does not fill the memory.
TEST_F(ChatIdentityTest, OnlySoManyAccountsAreRemembered) {
  in_lobby();
  for (int i = 0; i < 6000; ++i) server(":eve!u@h ACCOUNT a" + std::to_string(i));
  server(":a5999!u@h JOIN #lobby * :x");
  EXPECT_FALSE(member("a5999").borrowed);
  server(":a7!u@h JOIN #lobby * :x");
  EXPECT_TRUE(member("a7").borrowed);
}

}  // namespace
}  // namespace uvchat::cli
