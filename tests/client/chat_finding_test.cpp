#include "tests/client/chat_finding.h"

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

}  // namespace
}  // namespace uvchat::cli
