#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What the user asks for is answered, whatever the server does.
class ChatCommandTest : public ChatConversation {
 protected:
  void in_lobby(std::string_view isupport = "") {
    connect("", isupport);
    join_lobby();
  }

  const std::string& answer() { return last("#lobby").text; }
};

TEST_F(ChatCommandTest, NamesOfARoomThatIsNotOpenAreTold) {
  in_lobby();
  user("/names #other");
  EXPECT_THAT(sent(), ElementsAre("NAMES #other"));
  server(":s 353 ana = #other :@carl eve");
  server(":s 366 ana #other :End of /NAMES list");
  EXPECT_EQ(answer(), "2 in #other: @carl eve");
}

TEST_F(ChatCommandTest, NamesOfARoomThatDoesNotExistAreNobody) {
  in_lobby();
  user("/names #nosuch");
  server(":s 366 ana #nosuch :End of /NAMES list");
  EXPECT_EQ(answer(), "There is no room #nosuch, or nobody in it is to be seen.");
  user("/part");
  server(":ana!u@h PART #lobby");
  user("/names #lobby");
  server(":s 366 ana #lobby :End of /NAMES list");
  EXPECT_EQ(answer(), "There is no room #lobby, or nobody in it is to be seen.");
}

TEST_F(ChatCommandTest, NamesThatNobodyAskedForAreNotShown) {
  in_lobby();
  server(":s 366 ana #nosuch :End of /NAMES list");
  EXPECT_THAT(shown("#lobby"), ElementsAre("You join #lobby", "2 people are here: @bob and ana"));
}

TEST_F(ChatCommandTest, WhoisOfNobodyIsToldOnce) {
  in_lobby();
  user("/whois nobody");
  server(":s 401 ana nobody :No such nick/channel");
  server(":s 318 ana nobody :End of /WHOIS list");
  EXPECT_THAT(shown("#lobby"), ElementsAre("You join #lobby", "2 people are here: @bob and ana",
                                           "Nobody here is called nobody."));
  user("/whois ghost");
  server(":s 318 ana ghost :End of /WHOIS list");
  EXPECT_EQ(answer(), "Nobody here is called ghost.");
  user("/whois bob");
  server(":s 311 ana bob u h * :Bob");
  server(":s 318 ana bob :End of /WHOIS list");
  EXPECT_EQ(answer(), "bob is u@h: Bob");
}

TEST_F(ChatCommandTest, TheTopicOfAnotherRoomIsTold) {
  in_lobby();
  user("/topic #other");
  server(":s 332 ana #other :what we talk about");
  EXPECT_EQ(answer(), "The topic of #other is: what we talk about");
  user("/topic #nosuch");
  server(":s 403 ana #nosuch :No such channel");
  EXPECT_EQ(answer(), "There is no room #nosuch.");
}

TEST_F(ChatCommandTest, AnswersAreToldWhereTheUserIs) {
  connect(echoing);
  join_lobby();
  server(":ana!u@h JOIN #other");
  server(":bob!u@h PRIVMSG ana :psst");
  chat_.show(1);
  user("/whois bob");
  server(":s 311 ana bob u h * :Bob");
  server(":s 318 ana bob :End of /WHOIS list");
  EXPECT_EQ(answer(), "bob is u@h: Bob");
  user("/invite bob #other");
  server(":s 401 ana bob :No such nick/channel");
  EXPECT_EQ(answer(), "Nobody here is called bob.");
  user("/topic #other");
  server(":s 332 ana #other :theirs");
  EXPECT_EQ(answer(), "The topic of #other is: theirs");
  user("/topic #other mine");
  server(":s 482 ana #other :You're not channel operator");
  EXPECT_EQ(answer(), "You are not an operator in #other.");
  user("/msg bob psst");
  server("@label=1 :s 401 ana bob :No such nick/channel");
  EXPECT_EQ(last("bob").text, "Nobody here is called bob.");
}

TEST_F(ChatCommandTest, AListOfMasksThatIsEmptyIsSaidToBe) {
  in_lobby();
  user("/mode +b");
  server(":s 368 ana #lobby :End of channel ban list");
  EXPECT_EQ(answer(), "#lobby has no bans");
  user("/mode +b");
  server(":s 367 ana #lobby eve!*@* bob 1790000000");
  server(":s 368 ana #lobby :End of channel ban list");
  EXPECT_EQ(answer(), "End of the list of #lobby");
}

TEST_F(ChatCommandTest, WhatIsSoAlreadyIsSaid) {
  in_lobby();
  user("/join #LOBBY");
  EXPECT_EQ(answer(), "You are in #lobby already.");
  user("/nick ana");
  EXPECT_EQ(answer(), "You are called ana already.");
  EXPECT_THAT(sent(), IsEmpty());
  user("/nick eve");
  user("/nick ana");
  EXPECT_THAT(sent(), ElementsAre("NICK eve", "NICK ana"));
}

TEST_F(ChatCommandTest, ARoomWithoutItsSignGetsIt) {
  in_lobby();
  user("/join maths");
  EXPECT_THAT(sent(), ElementsAre("JOIN #maths"));
  chat_.show(1);
  user("/names maths");
  EXPECT_THAT(sent(), ElementsAre("NAMES #maths"));
  user("/invite bob maths");
  EXPECT_THAT(sent(), ElementsAre("INVITE bob #maths"));
  user("/go maths");
  EXPECT_EQ(chat_.rooms()[chat_.current()]->name, "#maths");
}

TEST_F(ChatCommandTest, TheSignIsTheServers) {
  in_lobby("CHANTYPES=!");
  user("/join maths");
  EXPECT_THAT(sent(), ElementsAre("JOIN !maths"));
}

TEST_F(ChatCommandTest, AMessageIsForOneNickOrOneRoom) {
  in_lobby();
  for (const char* const command : {"/msg ", "/notice "}) {
    for (const char* const target : {"bob!u@h", "bob@h", "bob%h", "bob,eve", "$*", "#lobby,bob"}) {
      user(std::string(command) + target + " psst");
      EXPECT_EQ(answer(), std::string(target) + " is not one nick or one room: nothing was sent.");
    }
  }
  user("/query bob!u@h psst");
  EXPECT_EQ(answer(), "bob!u@h is not one nick or one room: nothing was sent.");
  user("/key bob!u@h");
  EXPECT_FALSE(chat_.secret_prompt());
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatCommandTest, ARawLineDoesNotGoRoundAKeyByAnotherWayOfNamingSomebody) {
  in_lobby();
  key("bob", "secret of us all");
  sent();
  for (const char* const target :
       {"bob!u@h", "BOB@h", "u@h", "u%h", "$*", "eve,bob", "eve,bob!u@h", ":bob"}) {
    user("/raw PRIVMSG " + std::string(target) + " :psst");
    EXPECT_THAT(sent(), IsEmpty()) << target;
  }
  user("/raw PRIVMSG eve :hi");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG eve :hi"));
}

TEST_F(ChatCommandTest, ALineThatMayHaveBeenSaidIsNotSaidTwiceUnasked) {
  connect(echoing);
  join_lobby();
  user("on its way");
  chat_.on_lost("it broke", now_.mono_ms + 1000, now_);
  EXPECT_TRUE(room("#lobby").entries[2].refused);
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("may have been said already")));
  user("typed meanwhile");
  connect(echoing);
  server(":ana!u@h JOIN #lobby");
  EXPECT_THAT(sent(), ElementsAre("@label=2 PRIVMSG #lobby :typed meanwhile"));
  user("/resend");
  EXPECT_THAT(sent(), ElementsAre("@label=3 PRIVMSG #lobby :on its way"));
}

TEST_F(ChatCommandTest, TheClassroomTakesNoKeys) {
  Chat chat(*this, {.server = "h:8000", .nick = "ana", .rooms = {"#aula"}, .classroom = true});
  for (const char* const line : {"/key #aula", "/key #aula new", "/cipher caesar 3"}) {
    chat.on_input(line, now_);
    EXPECT_FALSE(chat.secret_prompt());
    EXPECT_THAT(chat.rooms()[1]->entries.back().text, HasSubstr("takes no keys"));
  }
}

}  // namespace
}  // namespace uvchat::cli
