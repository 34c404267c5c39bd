#include "tests/client/chat_finding.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// What is done with one line: it is taken back, answered, edited.

class ChatLineTest : public ChatFindingTest {
 protected:
  // The line with that label, which is its id, too.
  void says(const std::string& text, const std::string& label) {
    user(text);
    is_told(text, label);
    sent();
  }
  void is_told(const std::string& text, const std::string& label) {
    server("@label=" + label + ";msgid=own" + label + ";time=" + at(50'100) +
           " :ana!u@h PRIVMSG #lobby :" + text);
  }
};

TEST_F(ChatLineTest, WhatWasSaidIsTakenBack) {
  server(":bob!u@h REDACT #lobby m1000 :wrong room");
  EXPECT_THAT(lines(), Contains("<bob> [taken back by bob: wrong room]"));
  server(":s REDACT #lobby m999");
  EXPECT_THAT(lines(), Contains("<bob> [taken back by s]"));
  server(":bob!u@h REDACT #lobby m998");
  EXPECT_THAT(lines(), Contains("<bob> [taken back]"));
  server(":bob!u@h REDACT #lobby nothing");
  EXPECT_THAT(lines(), Not(Contains(said(998))));
}

TEST_F(ChatLineTest, ALineIsTakenBackWhereItStandsInThePast) {
  see("line 900", "line 910");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;" + tags(1) + " :bob!u@h PRIVMSG #lobby :once said");
  server("@batch=h;" + tags(2) + " :bob!u@h REDACT #lobby m1");
  server("BATCH -h");
  EXPECT_THAT(lines(), Contains("<bob> [taken back]"));
  EXPECT_THAT(lines(), Not(Contains("<bob> once said")));
}

TEST_F(ChatLineTest, TheUserTakesBack) {
  user("/redact");
  EXPECT_EQ(last("#lobby").text, "There is no such line here that could be taken back.");
  user("mine");
  server("@label=1;msgid=own;time=" + at(50'100) + " :ana!u@h PRIVMSG #lobby :mine");
  sent();
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own"));
  user("/redact bob off topic");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby m1000 :off topic"));
  server(":s FAIL REDACT REDACT_FORBIDDEN #lobby m1000 :You did not say that");
  EXPECT_EQ(last("#lobby").text, "Only an operator may take back what others have said.");
  user("/search line 905");
  found({905});
  sent();
  user("/redact found");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby m905"));
}

TEST_F(ChatLineTest, TheUserIsToldWhichLineWasTakenBack) {
  says("a line of mine", "1");
  user("/redact");
  server(":ana!u@h REDACT #lobby own1");
  EXPECT_THAT(lines(), Contains("<ana> [taken back]"));
  EXPECT_EQ(last("#lobby").text, "Taken back: <ana> a line of mine");
  server(":bob!u@h REDACT #lobby m1000");  // others are not told on
  EXPECT_EQ(last("#lobby").text, "Taken back: <ana> a line of mine");
  says(std::string(100, 'x'), "2");
  user("/redact");
  server(":ana!u@h REDACT #lobby own2");
  EXPECT_EQ(last("#lobby").text, "Taken back: <ana> " + std::string(60, 'x') + "...");
}

TEST_F(ChatLineTest, ASecondTimeTakesNoOlderLineBack) {
  says("older", "1");
  says("newest", "2");
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own2"));
  user("/redact");  // before the answer
  EXPECT_THAT(sent(), IsEmpty());
  server(":ana!u@h REDACT #lobby own2");
  user("/redact");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(last("#lobby").text,
            "Your newest line here is taken back already. For an older one: /search WORD, and then "
            "/redact found.");
  says("newer", "3");
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own3"));
  server(":ana!u@h REDACT #lobby own3");
  after(60'000);
  sent();
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
}

TEST_F(ChatLineTest, WhatTheServerRefusesToTakeBackIsNotTakenBack) {
  says("mine", "1");
  user("/redact");
  server(":s FAIL REDACT REDACT_WINDOW_EXPIRED #lobby own1 :It is too late");
  sent();
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
}

TEST_F(ChatLineTest, ALineThatIsOnItsWayIsNotMistakenForAnOlderOne) {
  says("older", "1");
  user("newest");
  sent();
  user("/redact");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(last("#lobby").text,
            "Your newest line has not been confirmed yet: try again in a moment.");
}

TEST_F(ChatLineTest, TheUserAnswersTheNewestLineOfSomebodyElse) {
  says("mine", "1");
  user("/reply I think so; too");
  EXPECT_THAT(sent(), ElementsAre("@label=2;+reply=m1000 PRIVMSG #lobby :I think so; too"));
  EXPECT_EQ(last("#lobby").reply_to, "m1000");
  is_told("I think so; too", "2");
  EXPECT_EQ(last("#lobby").reply_to, "m1000");
  user("/react :) ;");
  EXPECT_THAT(sent(),
              ElementsAre("@+draft/persist;+reply=m1000;+draft/react=:)\\s\\: TAGMSG #lobby"));
}

TEST_F(ChatLineTest, TheSameSignOnceMoreTakesAReactionAway) {
  user("/react :+1:");
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m1000;+draft/react=👍 TAGMSG #lobby"));
  server("@+reply=m1000;+draft/react=👍 :ana!u@h TAGMSG #lobby");
  user("/react 👍");
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m1000;+draft/unreact=👍 TAGMSG #lobby"));
  server("@+reply=m1000;+draft/unreact=👍 :ana!u@h TAGMSG #lobby");
  user("/react :pulgar_arriba:");
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m1000;+draft/react=👍 TAGMSG #lobby"));
  server("@+reply=m1000;+draft/react=👎 :bob!u@h TAGMSG #lobby");
  user("/react 👎");  // that of somebody else is not ours
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("+draft/react=👎")));
}

TEST_F(ChatLineTest, TabCompletesEmojiByTheirNames) {
  const std::string line = "/react :thumbs_";
  EXPECT_THAT(chat_.complete(line, line.size()).words, ElementsAre("👍 ", "👎 "));
  EXPECT_THAT(chat_.complete("well :ta", 8).words, ElementsAre("🎉 ", "🎂 "));
  EXPECT_THAT(chat_.complete(":", 1).words, IsEmpty());
}

// --- What is edited.

TEST_F(ChatLineTest, AnEditTakesTheOldLineBackAndSaysTheNewOne) {
  says("a line with a slpi", "1");
  user("/edit a line with a slip");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
  user("/edit too fast");
  EXPECT_THAT(sent(), IsEmpty());
  server(":ana!u@h REDACT #lobby own1");
  EXPECT_THAT(sent(), ElementsAre("@label=2;+uvchat/edits=own1;+draft/persist PRIVMSG #lobby "
                                  ":a line with a slip"));
  EXPECT_EQ(last("#lobby").edits, "own1");
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("Taken back:"))));
  user("/edit");
  EXPECT_THAT(last("#lobby").text, HasSubstr("/edit TEXT"));
}

TEST_F(ChatLineTest, AnEditIsTakenFromItsSenderAndFromTheServer) {
  server("@msgid=n1;+uvchat/edits=m1000 :bob!u@h PRIVMSG #lobby :better");
  EXPECT_EQ(last("#lobby").edits, "m1000");
  server("@msgid=n2;uvchat/edits=" + at(1'000) + ",m1000,n1 :bob!u@h PRIVMSG #lobby :best");
  EXPECT_EQ(last("#lobby").edits, "n1");
  server("@msgid=n3;uvchat/edits=soon :bob!u@h PRIVMSG #lobby :other");
  EXPECT_EQ(last("#lobby").edits, "");
}

TEST_F(ChatLineTest, AFileIsNotEdited) {
  server(":s 005 ana soju.im/FILEHOST=https://127.0.0.1/upload :are supported");
  says("mine", "1");
  says("https://127.0.0.1/files/1#size=5&name=a.png", "2");
  EXPECT_EQ(last("#lobby").text, "file a.png, 5 B");
  user("/edit yours");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
}

TEST_F(ChatLineTest, AnEditThatTheServerRefusesSaysNothing) {
  says("mine", "1");
  user("/edit yours");
  server(":s FAIL REDACT REDACT_WINDOW_EXPIRED #lobby own1 :It is too late");
  sent();
  server(":ana!u@h REDACT #lobby own1");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatLineTest, AnEditThatTheConnectionBreaksOffIsTold) {
  says("mine", "1");
  user("/edit yours");
  lose();
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("was not said")));
  come_back();
  sent();
  server(":ana!u@h REDACT #lobby own1");
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("yours"))));
}

TEST_F(ChatLineTest, AnEditOfAnEncryptedRoomIsNeverSaidInClear) {
  key("#lobby", "secret of us all");
  user("mine");
  server("@label=1;msgid=own1 :ana!u@h " + sent().back().substr(9));
  user("/edit yours");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
  user("/key #lobby remove");
  server(":ana!u@h REDACT #lobby own1");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatLineTest, AnEncryptedLineIsNotEditedWithoutAKey) {
  key("#lobby", "secret of us all");
  user("mine");
  server("@label=1;msgid=own1 :ana!u@h " + sent().back().substr(9));
  user("/key #lobby remove");
  user("/edit yours");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(last("#lobby").text, HasSubstr("has no key"));
}

TEST_F(ChatLineTest, TheUserAnswersWhatIsFoundAsLongAsItIsShown) {
  user("/search old");
  found({950});
  sent();
  user("/react 👍");
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m950;+draft/react=👍 TAGMSG #lobby"));
  user("/react 🎉");  // it is shown still: nothing was said that stands below
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m950;+draft/react=🎉 TAGMSG #lobby"));
  user("/reply yes");
  EXPECT_THAT(sent(), ElementsAre("@label=1;+reply=m950 PRIVMSG #lobby :yes"));
  user("/react 👍");  // what was found has left the screen
  EXPECT_THAT(sent(), ElementsAre("@+draft/persist;+reply=m1000;+draft/react=👍 TAGMSG #lobby"));
  user("/search old");
  found({950});
  chat_.leave_found();
  sent();
  user("/reply no");
  EXPECT_THAT(sent(), ElementsAre("@label=2;+reply=m1000 PRIVMSG #lobby :no"));
}

TEST_F(ChatLineTest, WhereNothingCanBeAnsweredTheUserIsTold) {
  user("/react " + std::string(65, 'x'));
  EXPECT_EQ(last("#lobby").text, "A reaction is a sign or a word: /reply says more.");
  user("/query eve");
  user("/reply hello");
  EXPECT_EQ(last("eve").text, "There is no line of somebody else here that could be answered.");
  user("/reply");
  EXPECT_EQ(last("eve").text, "Usage: /reply TEXT");
  EXPECT_THAT(sent(), Each(Not(HasSubstr("hello"))));
}

TEST_F(ChatLineTest, AnAnswerIsSealedInACipheredRoom) {
  key("#lobby", "secret of us all");
  sent();
  user("/reply the answer");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], testing::StartsWith("@label=1;+reply=m1000 PRIVMSG #lobby :+aes1 "));
}

TEST_F(ChatLineTest, AReasonDoesNotLeaveACipheredRoom) {
  key("#lobby", "secret of us all");
  sent();
  user("/redact bob the secret");
  EXPECT_THAT(sent(), Each(Not(HasSubstr("secret"))));
}

TEST_F(ChatLineTest, ReactionsAreKeptWithWhatTheyAnswer) {
  const auto given = [&](const std::string& id) {
    std::string all;
    for (const Reaction& reaction : room("#lobby").reactions[id]) {
      if (reaction.is_given) all += reaction.nick + reaction.text;
    }
    return all;
  };
  server("@+draft/persist;+reply=m950;+draft/react=+1;time=" + at(50'200) +
         " :bob!u@h TAGMSG #lobby");
  server("@+draft/persist;+reply=m950;+draft/react=+1;time=" + at(50'200) +
         " :eve!u@h TAGMSG #lobby");
  EXPECT_EQ(given("m950"), "bob+1eve+1");
  server("@+draft/persist;+reply=m950;+draft/unreact=+1;time=" + at(50'300) +
         " :bob!u@h TAGMSG #lobby");
  EXPECT_EQ(given("m950"), "eve+1");
  see("line 900", "line 910");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;+reply=m950;+draft/react=+1;time=" + at(50'100) + " :bob!u@h TAGMSG #lobby");
  server("@batch=h;" + tags(3) + ";+reply=m1 :bob!u@h PRIVMSG #lobby :yes");
  server("BATCH -h");
  EXPECT_EQ(given("m950"), "eve+1");  // it was taken away later
  EXPECT_EQ(room("#lobby").entries[0].reply_to, "m1");
}

}  // namespace
}  // namespace uvchat::cli
