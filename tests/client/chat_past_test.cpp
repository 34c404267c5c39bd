#include "chat/past.h"

#include "tests/client/chat_past.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using ChatPastTest = ChatPast;

TEST_F(ChatPastTest, TheLastLinesStandBeforeTheJoining) {
  enter();
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby * 100"));
  page(1, 3, over);
  EXPECT_THAT(shown("#lobby"), ElementsAre(said(1), said(2), said(3), "You join #lobby"));
  EXPECT_THAT(lines(), Not(Contains("...")));
  EXPECT_EQ(room("#lobby").unread, 0U);
  EXPECT_FALSE(chat_.take_alert());
}

TEST_F(ChatPastTest, OlderLinesAreFetchedBeforeTheUserGetsThere) {
  enter();
  page(201, 300);
  sent();
  EXPECT_EQ(lines()[0], "...");
  see("line 280", "line 300");
  EXPECT_THAT(sent(), IsEmpty());
  const std::uint64_t anchor = number_of("line 210");
  see("line 210", "line 230");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m201 100"));
  see("line 205", "line 225");
  EXPECT_THAT(sent(), IsEmpty());  // one request at a time
  page(101, 200);
  EXPECT_EQ(number_of("line 210"), anchor);
  EXPECT_EQ(lines()[0], "...");
  EXPECT_EQ(lines()[1], said(101));
  EXPECT_EQ(lines().size(), 201U);
  see("line 101", "line 120");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m101 100"));
  page(51, 100, over);
  EXPECT_EQ(lines()[0], said(51));
  see("line 51", "line 60");
  EXPECT_THAT(sent(), IsEmpty());  // there is nothing older
}

TEST_F(ChatPastTest, WhatWasMissedIsFetchedAfterALostConnection) {
  enter();
  page(1, 3, over);
  lose();
  come_back();
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby msgid=j 100"));
  live(7);
  page(4, 6, over);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), said(4), said(5), said(6), said(7)));
}

TEST_F(ChatPastTest, NoLineIsShownTwice) {
  enter();
  page(1, 3, over);
  lose();
  come_back();
  live(4);
  page(2, 4);
  live(3);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), said(4)));
}

TEST_F(ChatPastTest, AGapIsShownAndFilledFromBothSides) {
  enter();
  page(1, 3, over);
  lose();
  chat_.show(0);
  come_back();
  sent();
  page(400, 402);
  live(403);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), "...", said(400), said(401),
                                   said(402), said(403)));
  chat_.show(1);
  see("line 401", "line 403");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m400 100"));
  page(398, 399);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), "...", said(398), said(399),
                                   said(400), said(401), said(402), said(403)));
  see("line 1", "line 2");
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY AFTER #lobby msgid=m3 100"));
  page(4, 5);
  EXPECT_EQ(lines()[5], "...");
  see("line 398", "line 400");
  page(3, 397);
  EXPECT_THAT(lines(), Not(Contains("...")));
  EXPECT_EQ(lines().size(), 403U);
}

TEST_F(ChatPastTest, ASmallGapOfTheRoomOnTheScreenIsClosedAtOnce) {
  enter();
  page(1, 3, over);
  lose();
  come_back();
  sent();
  page(100, 199);
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m100 100"));
  page(3, 99);
  EXPECT_THAT(lines(), Not(Contains("...")));
  EXPECT_EQ(lines().size(), 199U);
  EXPECT_THAT(sent(), IsEmpty());
}

// The server has left out the lines from the first number to the second.
std::string left_out(const std::string& after, const std::string& before,
                     const std::string& source = "s", const std::string& more_tags = "") {
  return "@" + more_tags + "draft/chathistory-context;uvchat/skipped=" + after + "," + before +
         " :" + source + " NOTICE #lobby :What was said then was not sent to you";
}

TEST_F(ChatPastTest, WhatTheServerHasLeftOutIsFetchedAndShownInItsPlace) {
  enter();
  page(1, 3, over);
  live(4);
  sent();
  live(9);
  server(left_out(at(4), at(8)));
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby msgid=m4 100"));
  live(10);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), said(4), "...", said(9), said(10)));
  page(5, 10, over);
  EXPECT_THAT(lines(), ElementsAre(said(1), said(2), said(3), said(4), said(5), said(6), said(7),
                                   said(8), said(9), said(10)));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatPastTest, ManyLinesThatTheServerHasLeftOutAreFetchedPageByPage) {
  server("@msgid=j;time=" + at(0) + " :ana!u@h JOIN #lobby");
  page(1, 3, over);
  server("@" + tags(150) + " :eve!u@h JOIN #lobby");  // a JOIN is never left out
  sent();
  server(left_out(at(3), at(301)));
  live(301);
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #lobby msgid=m3 100"));
  page(202, 301);
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m202 100"));
  page(102, 201);
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY BEFORE #lobby msgid=m102 100"));
  page(3, 101);
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(lines(), Not(Contains("...")));
  EXPECT_EQ(lines().size(), 300U);  // of line 150 the joining has the id
}

TEST_F(ChatPastTest, OnlyTheServerItselfSaysThatItHasLeftOutLines) {
  enter();
  page(1, 3, over);
  live(4);
  sent();
  server(left_out(at(2), at(4), "bob!u@h"));
  server(left_out(at(2), at(4), "s.other"));
  server(left_out(at(4), at(2)));
  server(left_out("now", at(4)));
  server("@uvchat/skipped=" + at(2) + " :s NOTICE #lobby :What was said then");
  server("@uvchat/skipped=" + at(2) + "," + at(4) + " :s NOTICE ana :What was said then");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(lines(), Not(Contains("...")));
}

TEST_F(ChatPastTest, AServerThatLeavesOutLinesForEverIsNotAskedForEver) {
  enter();
  page(1, 3, over);
  sent();
  std::size_t asked = 0;
  for (int i = 0; i < 200; ++i) {
    server(left_out(at(3), at(9)));
    asked += sent().size();
    page(4, 4);
    asked += sent().size();
  }
  EXPECT_LE(asked, Past::skips_max + 5);
}

TEST_F(ChatPastTest, WhatIsFarFromTheReaderIsForgottenAndFetchedAgain) {
  enter();
  page(90'001 % 40'000, 90'100 % 40'000);  // 10001 to 10100
  int oldest = 10'001;
  while (oldest > 4'001) {
    const std::string top = "line " + std::to_string(oldest);
    chat_.see(number_of(top), number_of(top), now_);
    page(oldest - 100, oldest - 1);
    oldest -= 100;
  }
  EXPECT_LE(room("#lobby").entries.size(), Room::entries_max);
  EXPECT_EQ(lines()[1], said(4'001));
  EXPECT_THAT(lines(), Contains("...").Times(2));
  EXPECT_EQ(lines().back(), said(10'100));
}

TEST_F(ChatPastTest, LongLinesAreForgottenAsManyShortOnesAre) {
  enter();
  page(3'000, 3'050);
  sent();
  for (int first = 2'900; first > 0; first -= 100) {
    see("line " + std::to_string(first + 100), "line " + std::to_string(first + 100));
    ASSERT_EQ(sent().size(), 1U);
    server("BATCH +h chathistory #lobby");
    for (int n = first; n < first + 100; ++n) {
      const std::string text = n == first ? "line " + std::to_string(n) : std::string(4'000, 'x');
      server("@batch=h;" + tags(n) + " :bob!u@h PRIVMSG #lobby :" + text);
    }
    server("BATCH -h");
    EXPECT_LE(room("#lobby").entries_bytes, Room::entries_bytes_max);
    ASSERT_EQ(lines()[1], said(first));
  }
}

TEST_F(ChatPastTest, EventsOfThePastChangeNothing) {
  enter();
  server("@time=" + at(50'001) + " :s 353 ana = #lobby :@bob ana");
  server(":s 366 ana #lobby :End");
  server("BATCH +h chathistory #lobby");
  server("@batch=h;" + tags(1) + " :eve!u@h JOIN #lobby");
  server("@batch=h;" + tags(2) + " :eve!u@h TOPIC #lobby :old news");
  server("@batch=h;" + tags(3) + " :ana!u@h NICK anna");
  server("@batch=h;" + tags(4) + " :s KICK #lobby ana :out");
  server("@batch=h;" + tags(5) + " :s MODE #lobby -o bob");
  server("@batch=h;" + tags(6) + " :bob!u@h PART #lobby :bye");
  server("@batch=h;" + tags(7) + " :bob!u@h QUIT :gone");
  server("@batch=h;" + tags(8) + " :s ERROR :closing");
  server("@batch=h;msgid=j;time=" + at(50'000) + " :ana!u@h JOIN #lobby");
  server("BATCH -h");
  EXPECT_THAT(shown("#lobby"), ElementsAre("eve joins", "eve sets the topic: old news",
                                           "ana is now anna", "ana is kicked by s (out)",
                                           "s sets -o bob", "bob leaves (bye)", "bob quits (gone)",
                                           "You join #lobby", "2 people are here: @bob and ana"));
  EXPECT_EQ(chat_.status().nick, "ana");
  EXPECT_EQ(room("#lobby").topic, "");
  EXPECT_TRUE(room("#lobby").joined);
  EXPECT_EQ(room("#lobby").members.size(), 2U);
}

TEST_F(ChatPastTest, AnEventThatWasSeenIsNotToldAgain) {
  enter();
  server(":s 353 ana = #lobby :@bob ana");
  server(":s 366 ana #lobby :End");
  page(1, 1, over);
  server("@msgid=live;time=" + at(50'010) + " :bob!u@h QUIT :gone");
  sent();
  lose();
  come_back();
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=kept;time=" + at(50'010) + " :bob!u@h QUIT :gone");
  server("BATCH -h");
  EXPECT_THAT(shown("#lobby"), Contains("bob quits (gone)").Times(1));
}

TEST_F(ChatPastTest, AnAnswerThatNobodyAskedForIsOfThePresent) {
  enter();
  page(1, 2, over);
  page(900, 900, over);
  EXPECT_FALSE(room("#lobby").entries.back().from_history);
  EXPECT_EQ(lines().back(), said(900));
  server("BATCH +a chathistory #lobby");
  server("@batch=a :s BATCH +b chathistory #lobby");
  server("@batch=b;" + tags(901) + " :bob!u@h PRIVMSG #lobby :line 901");
  EXPECT_EQ(lines().back(), said(901));
}

TEST_F(ChatPastTest, ABatchInABatchOfThePastIsOfThePast) {
  enter();
  server("BATCH +h chathistory #lobby");
  server("@batch=h BATCH +n netsplit a b");
  server("@batch=n;" + tags(1) + " :ana!u@h QUIT :a b");
  server("@batch=n;" + tags(2) + " :ana!u@h PART #lobby");
  server("BATCH -n");
  server("BATCH -h");
  EXPECT_TRUE(room("#lobby").joined);
  EXPECT_EQ(chat_.status().link, LinkState::online);
}

TEST_F(ChatPastTest, WhatComesOfABatchWhoseAnswerIsOverIsNotOfThePresent) {
  enter();
  server("BATCH +h chathistory #lobby");
  server("@batch=h;msgid=x :s BATCH +m draft/multiline #lobby");
  server("@batch=h BATCH +n netsplit a b");
  server("BATCH -h");
  server("@batch=m :bob!u@h PRIVMSG #lobby :of long ago");
  server("@batch=n :ana!u@h PART #lobby");
  server("BATCH -m");
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_TRUE(room("#lobby").joined);
}

TEST_F(ChatPastTest, AServerThatTellsNothingNewIsNotAskedForEver) {
  enter();
  page(1, 100);
  sent();
  see("line 1", "line 20");
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("BEFORE")));
  page(1, 100);
  see("line 1", "line 20");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatPastTest, WhatIsIgnoredIsPassedOver) {
  user("/ignore bob");
  enter();
  page(200, 201);
  server("@" + tags(300) + " :eve!u@h PRIVMSG #lobby :hello");
  sent();
  see("hello", "hello");
  EXPECT_THAT(sent(), IsEmpty());
  user("/unignore bob");
}

TEST_F(ChatPastTest, ARequestWithoutAnAnswerIsGivenUp) {
  enter();
  sent();
  after(31'000);
  user("/history");
  EXPECT_THAT(sent(), Contains("CHATHISTORY BEFORE #lobby msgid=j 100"));
  server(":s FAIL CHATHISTORY MESSAGE_ERROR LATEST #lobby :It cannot be read");
  EXPECT_EQ(last("#lobby").text, "It cannot be read");
}

TEST_F(ChatPastTest, TimesOfTheServerDoNotMoveWhatIsNew) {
  enter();
  page(1, 3, over);
  server("@msgid=x;time=2001-01-01T00:00:00.000Z :bob!u@h PRIVMSG #lobby :from long ago");
  user("mine");
  server("@label=1;msgid=y;time=2031-01-01T00:00:00.000Z :ana!u@h PRIVMSG #lobby :mine");
  live(9);
  EXPECT_THAT(lines(),
              ElementsAre(said(1), said(2), said(3), "<bob> from long ago", "<ana> mine", said(9)));
}

TEST_F(ChatPastTest, ManyLinesOfOneAnswerAreBounded) {
  enter();
  page(1, 3'000);
  EXPECT_LE(room("#lobby").entries.size(), 2'001U);
}

}  // namespace
}  // namespace uvchat::cli
