#include "tests/client/chat_past.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ChatFindingTest : public ChatPast {
 protected:
  void SetUp() override {
    ChatPast::SetUp();
    enter();
    page(900, 1'000);
    sent();
  }

  void found(const std::vector<int>& lines) {
    server("BATCH +s soju.im/search");
    for (const int n : lines) {
      server("@batch=s;" + tags(n) + " :bob!u@h PRIVMSG #lobby :line " + std::to_string(n));
    }
    server("BATCH -s");
  }
  std::string found_text() {
    for (const Entry& entry : room("#lobby").entries) {
      if (entry.number == chat_.found()) return entry.text;
    }
    return "";
  }
};

TEST_F(ChatFindingTest, WhatTheServerFindsIsShownAmongTheLinesAroundIt) {
  user("/search line; of\\old");
  EXPECT_THAT(sent(), ElementsAre("SEARCH :in=#lobby;text=line\\:\\sof\\\\old;limit=100"));
  found({10, 950});
  EXPECT_EQ(found_text(), "line 950");
  EXPECT_THAT(sent(), IsEmpty());  // it was here already
  EXPECT_EQ(chat_.found_place().count, 2U);
  user("/search");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY AROUND #lobby msgid=m10 100"));
  page(5, 15);
  EXPECT_EQ(found_text(), "line 10");
  EXPECT_EQ(lines()[0], "...");
  EXPECT_EQ(lines()[1], said(5));
  EXPECT_EQ(lines()[12], "...");
  EXPECT_EQ(lines()[13], said(900));
  user("/search");
  EXPECT_EQ(last("#lobby").text,
            "No older line has line; of\\old; the next /search begins at the newest.");
  EXPECT_EQ(found_text(), "line 10");  // the user reads on there
  EXPECT_TRUE(chat_.search_is_over());
  see("line 5", "line 15");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m5 100"));
  user("/search");
  EXPECT_EQ(found_text(), "line 950");
  EXPECT_FALSE(chat_.search_is_over());
}

// --- Who said it, and when

TEST_F(ChatFindingTest, TheServerIsAskedForANickAndDaysToo) {
  setenv("TZ", "UTC", 1);
  tzset();
  user("/search from:@bob old days after:2026-11-01 before:2026-12-24");
  EXPECT_THAT(sent(), ElementsAre("SEARCH :in=#lobby;text=old\\sdays;from=bob;"
                                  "after=2026-11-01T00:00:00.000Z;"
                                  "before=2026-12-24T00:00:00.000Z;limit=100"));
  found({});
  EXPECT_EQ(last("#lobby").text,
            "Nobody here has said from:@bob old days after:2026-11-01 before:2026-12-24.");
  user("/search De:bob");
  EXPECT_THAT(sent(), ElementsAre("SEARCH :in=#lobby;from=bob;limit=100"));
}

TEST_F(ChatFindingTest, WhatIsNoDayBelongsToTheText) {
  user("/search after:noon from: before:2026-02-30");
  EXPECT_THAT(sent(), ElementsAre("SEARCH :in=#lobby;text=after:noon\\sfrom:\\sbefore:2026-02-30;"
                                  "limit=100"));
}

TEST_F(ChatFindingTest, DaysAloneAreNoQuestion) {
  user("/search after:2026-11-01");
  EXPECT_THAT(last("#lobby").text, HasSubstr("/search [TEXT] [from:NICK]"));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatFindingTest, InACipheredRoomTheClientLooksByNickAndDayItself) {
  key("#lobby", "secret of us all");
  sent();
  user("/search from:eve");
  EXPECT_EQ(found_text(), "");
  EXPECT_EQ(last("#lobby").text, "Nobody here has said from:eve.");
  user("/search from:BOB 905");
  EXPECT_EQ(found_text(), "line 905");
  user("/search from:bob 905 before:1990-01-01");
  EXPECT_EQ(found_text(), "");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatFindingTest, TabCompletesThePartsOfAQuestion) {
  server(":bob!u@h JOIN #lobby");
  const auto words = [this](const std::string& line) {
    return chat_.complete(line, line.size()).words;
  };
  EXPECT_THAT(words("/search old fr"), ElementsAre("from:"));
  EXPECT_THAT(words("/search be"), ElementsAre("before:"));
  EXPECT_THAT(words("/search from:b"), ElementsAre("from:bob "));
  EXPECT_THAT(words("/search b"), ElementsAre("before:", "bob "));
  EXPECT_THAT(words("/search de:b"), ElementsAre("de:bob "));
}

TEST_F(ChatFindingTest, TheSameLineIsFoundAgain) {
  user("/search sicilian");
  found({950});
  const auto once = chat_.findings();
  user("/search sicilian");
  found({950});
  EXPECT_EQ(found_text(), "line 950");
  EXPECT_GT(chat_.findings(), once);
}

TEST_F(ChatFindingTest, WhatIsFoundInTheClientIsFoundAnewAfterTheOldestOne) {
  key("#lobby", "secret of us all");
  user("/search line 90");
  EXPECT_EQ(found_text(), "line 909");
  for (int i = 0; i < 9; ++i) user("/search");
  EXPECT_EQ(found_text(), "line 900");
  user("/search");
  EXPECT_EQ(found_text(), "line 900");
  EXPECT_TRUE(chat_.search_is_over());
  user("/search");
  EXPECT_EQ(found_text(), "line 909");
}

TEST_F(ChatFindingTest, FromWhatWasFoundOneReadsOnInBothDirections) {
  user("/search old");
  found({500});
  page(450, 550);
  sent();
  see("line 540", "line 550");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY AFTER #lobby msgid=m550 100"));
  page(551, 650);
  EXPECT_EQ(lines()[202], "...");
  see("line 640", "line 650");
  page(651, 899, over);
  EXPECT_EQ(lines().size(), 1U + 1'000 - 449);
}

TEST_F(ChatFindingTest, WhatIsFoundFarAboveIsKeptThoughTheRoomIsFull) {
  for (std::size_t i = 0; i < Room::entries_max; ++i) server(":eve!u@h PRIVMSG #lobby :hum");
  user("/search old");
  found({100});
  page(50, 150);
  EXPECT_EQ(found_text(), "line 100");
  EXPECT_EQ(lines()[1], said(50));
  EXPECT_LE(room("#lobby").entries.size(), Room::entries_max);
}

TEST_F(ChatFindingTest, WhatTheServerDoesNotFindMayBeHere) {
  user("/search ine 90");
  found({});
  EXPECT_EQ(found_text(), "line 909");
  user("/search nowhere");
  found({});
  EXPECT_EQ(last("#lobby").text, "Nobody here has said nowhere.");
}

TEST_F(ChatFindingTest, WhatIsLookedForInACipheredRoomIsNotToldTheServer) {
  key("#lobby", "secret of us all");
  sent();
  user("/search line 905");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(found_text(), "line 905");
}

TEST_F(ChatFindingTest, ALineThatIsGoneIsToldOf) {
  user("/search old");
  found({1});
  server(":s FAIL CHATHISTORY MESSAGE_ERROR AROUND #lobby :It cannot be read");
  EXPECT_EQ(last("#lobby").text, "The server has this line no more.");
}

TEST_F(ChatFindingTest, FindingsThatNobodyAskedForAreLines) {
  found({2'000});
  EXPECT_EQ(last("#lobby").text, "line 2000");
  EXPECT_EQ(chat_.found(), 0U);
}

// --- What is taken back, and what is answered.

class ChatRedactionTest : public ChatFindingTest {
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

TEST_F(ChatRedactionTest, WhatWasSaidIsTakenBack) {
  server(":bob!u@h REDACT #lobby m1000 :wrong room");
  EXPECT_THAT(lines(), Contains("<bob> [taken back by bob: wrong room]"));
  server(":s REDACT #lobby m999");
  EXPECT_THAT(lines(), Contains("<bob> [taken back by s]"));
  server(":bob!u@h REDACT #lobby m998");
  EXPECT_THAT(lines(), Contains("<bob> [taken back]"));
  server(":bob!u@h REDACT #lobby nothing");
  EXPECT_THAT(lines(), Not(Contains(said(998))));
}

TEST_F(ChatRedactionTest, ALineIsTakenBackWhereItStandsInThePast) {
  see("line 900", "line 910");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;" + tags(1) + " :bob!u@h PRIVMSG #lobby :once said");
  server("@batch=h;" + tags(2) + " :bob!u@h REDACT #lobby m1");
  server("BATCH -h");
  EXPECT_THAT(lines(), Contains("<bob> [taken back]"));
  EXPECT_THAT(lines(), Not(Contains("<bob> once said")));
}

TEST_F(ChatRedactionTest, TheUserTakesBack) {
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

TEST_F(ChatRedactionTest, TheUserIsToldWhichLineWasTakenBack) {
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

TEST_F(ChatRedactionTest, ASecondTimeTakesNoOlderLineBack) {
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

TEST_F(ChatRedactionTest, WhatTheServerRefusesToTakeBackIsNotTakenBack) {
  says("mine", "1");
  user("/redact");
  server(":s FAIL REDACT REDACT_WINDOW_EXPIRED #lobby own1 :It is too late");
  sent();
  user("/redact");
  EXPECT_THAT(sent(), ElementsAre("REDACT #lobby own1"));
}

TEST_F(ChatRedactionTest, ALineThatIsOnItsWayIsNotMistakenForAnOlderOne) {
  says("older", "1");
  user("newest");
  sent();
  user("/redact");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_EQ(last("#lobby").text,
            "Your newest line has not been confirmed yet: try again in a moment.");
}

TEST_F(ChatRedactionTest, TheUserAnswersTheNewestLineOfSomebodyElse) {
  says("mine", "1");
  user("/reply I think so; too");
  EXPECT_THAT(sent(), ElementsAre("@label=2;+reply=m1000 PRIVMSG #lobby :I think so; too"));
  EXPECT_EQ(last("#lobby").reply_to, "m1000");
  is_told("I think so; too", "2");
  EXPECT_EQ(last("#lobby").reply_to, "m1000");
  user("/react :) ;");
  EXPECT_THAT(sent(), ElementsAre("@+reply=m1000;+draft/react=:)\\s\\: TAGMSG #lobby"));
}

TEST_F(ChatRedactionTest, TheUserAnswersWhatIsFoundAsLongAsItIsShown) {
  user("/search old");
  found({950});
  sent();
  user("/react 👍");
  EXPECT_THAT(sent(), ElementsAre("@+reply=m950;+draft/react=👍 TAGMSG #lobby"));
  user("/react 🎉");  // it is shown still: nothing was said that stands below
  EXPECT_THAT(sent(), ElementsAre("@+reply=m950;+draft/react=🎉 TAGMSG #lobby"));
  user("/reply yes");
  EXPECT_THAT(sent(), ElementsAre("@label=1;+reply=m950 PRIVMSG #lobby :yes"));
  user("/react 👍");  // what was found has left the screen
  EXPECT_THAT(sent(), ElementsAre("@+reply=m1000;+draft/react=👍 TAGMSG #lobby"));
  user("/search old");
  found({950});
  chat_.leave_found();
  sent();
  user("/reply no");
  EXPECT_THAT(sent(), ElementsAre("@label=2;+reply=m1000 PRIVMSG #lobby :no"));
}

TEST_F(ChatRedactionTest, WhereNothingCanBeAnsweredTheUserIsTold) {
  user("/react " + std::string(65, 'x'));
  EXPECT_EQ(last("#lobby").text, "A reaction is a sign or a word: /reply says more.");
  user("/query eve");
  user("/reply hello");
  EXPECT_EQ(last("eve").text, "There is no line of somebody else here that could be answered.");
  user("/reply");
  EXPECT_EQ(last("eve").text, "Usage: /reply TEXT");
  EXPECT_THAT(sent(), Each(Not(HasSubstr("hello"))));
}

TEST_F(ChatRedactionTest, AnAnswerIsSealedInACipheredRoom) {
  key("#lobby", "secret of us all");
  sent();
  user("/reply the answer");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], testing::StartsWith("@label=1;+reply=m1000 PRIVMSG #lobby :+aes1 "));
}

TEST_F(ChatRedactionTest, AReasonDoesNotLeaveACipheredRoom) {
  key("#lobby", "secret of us all");
  sent();
  user("/redact bob the secret");
  EXPECT_THAT(sent(), Each(Not(HasSubstr("secret"))));
}

TEST_F(ChatRedactionTest, ReactionsAreKeptWithWhatTheyAnswer) {
  const auto given = [&](const std::string& id) {
    std::string all;
    for (const Reaction& reaction : room("#lobby").reactions[id]) {
      if (reaction.is_given) all += reaction.nick + reaction.text;
    }
    return all;
  };
  server("@+reply=m950;+draft/react=+1;time=" + at(50'200) + " :bob!u@h TAGMSG #lobby");
  server("@+reply=m950;+draft/react=+1;time=" + at(50'200) + " :eve!u@h TAGMSG #lobby");
  EXPECT_EQ(given("m950"), "bob+1eve+1");
  server("@+reply=m950;+draft/unreact=+1;time=" + at(50'300) + " :bob!u@h TAGMSG #lobby");
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
