#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::StartsWith;

using AMention = ChatConversation;
using JoiningARoom = ChatConversation;

TEST_F(AMention, StandsBesideAnythingThatIsNoPartOfAName) {
  connect();
  join_lobby();
  chat_.show(0);
  const auto is_mention = [this](const std::string& said) {
    server(":bob!u@h PRIVMSG #lobby :" + said);
    return last("#lobby").mention;
  };
  for (const char* const said :
       {"ana",     "ANA!",    "¿ana, vienes?", "¡ana!",    "“ana”",        "ana…",
        "ana’s",   "ana。",   "«ana»",         "ana—x",    "ana՞",         "ana؟",
        "「ana」", "[ana]",   "(ana)",         "`ana`",    "ana- look",    "ＡＮＡ",
        "ana你好", "你好ana", "@ana",          "\0034ana", "\002ana\002:", "https://x.example/ana",
        "ana.",    "😀ana😀"}) {
    EXPECT_TRUE(is_mention(said)) << said;
  }
  for (const char* const said : {"bananas", "anaå", "åana", "ana\u0301", "ana_", "ana2", "ana٣",
                                 "ana-maria", "ana|away", "ana[m]", "anaж", "hello"}) {
    EXPECT_FALSE(is_mention(said)) << said;
  }
}

TEST_F(AMention, IsKnownInOtherPeoplesCapitalsAndHoweverItIsComposed) {
  connect();
  server(":ana!u@h NICK josé");
  join_lobby();
  chat_.show(0);
  server(":bob!u@h PRIVMSG #lobby :JOSÉ: hola");
  EXPECT_TRUE(last("#lobby").mention);
  server(":bob!u@h PRIVMSG #lobby :jose\u0301?");
  EXPECT_TRUE(last("#lobby").mention);
  server(":bob!u@h PRIVMSG #lobby :jose?");
  EXPECT_FALSE(last("#lobby").mention);
  server(":josé!u@h NICK дима");
  server(":bob!u@h PRIVMSG #lobby :ДИМА!");
  EXPECT_TRUE(last("#lobby").mention);
}

TEST_F(JoiningARoom, TellsWhoIsThere) {
  connect();
  server(":ana!u@h JOIN #lobby");
  std::string names;
  for (int i = 10; i < 30; ++i) names += " n" + std::to_string(i);
  server(":s 353 ana = #lobby :ana @+bob" + names);
  server(":s 366 ana #lobby :End");
  EXPECT_EQ(
      last("#lobby").text,
      "22 people are here: @bob, ana, n10, n11, n12, n13, n14, n15, n16, n17, n18 and 11 others");
  server(":s 353 ana = #lobby :ana @+bob");
  server(":s 366 ana #lobby :End");
  EXPECT_THAT(last("#lobby").text, StartsWith("22 people"));
  server(":ana!u@h JOIN #new");
  server(":s 353 ana = #new :@ana");
  server(":s 366 ana #new :End");
  EXPECT_EQ(last("#new").text, "Nobody else is here yet.");
}

}  // namespace
}  // namespace uvchat::cli
