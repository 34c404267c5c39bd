#include "chat/past.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A server that keeps what is said.
class ChatPastTest : public ChatConversation {
 protected:
  static constexpr std::string_view keeping =
      "message-tags server-time batch echo-message labeled-response draft/multiline "
      "draft/chathistory draft/event-playback draft/read-marker";

  void SetUp() override { connect(keeping, "CHATHISTORY=100"); }

  // The time of the line with that number: a second each.
  static std::string at(int n) {
    char text[32];
    std::snprintf(text, sizeof text, "2026-11-22T%02d:%02d:%02d.000Z", n / 3600, n / 60 % 60,
                  n % 60);
    return text;
  }
  static std::string tags(int n) { return "msgid=m" + std::to_string(n) + ";time=" + at(n); }
  static std::string said(int n) { return "<bob> line " + std::to_string(n); }

  void enter() { server("@msgid=j;time=" + at(50'000) + " :ana!u@h JOIN #lobby"); }

  // A page of the lines from the first number to the second.
  void page(int first, int last, const std::string& end = "", std::string_view name = "#lobby") {
    server((end.empty() ? "" : "@" + end + " ") + "BATCH +h chathistory " + std::string(name));
    for (int n = first; n <= last; ++n) {
      server("@batch=h;" + tags(n) + " :bob!u@h PRIVMSG " + std::string(name) + " :line " +
             std::to_string(n));
    }
    server("BATCH -h");
  }
  void live(int n) {
    server("@" + tags(n) + " :bob!u@h PRIVMSG #lobby :line " + std::to_string(n));
  }
  void lose() { chat_.on_lost("it broke", now_.mono_ms + 1000, now_); }
  void come_back() {
    connect(keeping, "CHATHISTORY=100");
    enter();
  }

  std::vector<std::string> lines(std::string_view name = "#lobby") {
    std::vector<std::string> all;
    for (const Entry& entry : room(name).entries) {
      if (entry.gap_above) all.emplace_back("...");
      if (entry.kind == EntryKind::said) all.push_back("<" + entry.nick + "> " + entry.text);
    }
    return all;
  }
  std::uint64_t number_of(std::string_view text) {
    for (const Entry& entry : room("#lobby").entries) {
      if (entry.text == text) return entry.number;
    }
    ADD_FAILURE() << "nothing says " << text;
    return 0;
  }
  void see(std::string_view oldest, std::string_view newest) {
    chat_.see(number_of(oldest), number_of(newest), now_);
  }

  static constexpr const char* over = "draft/chathistory-end";
};

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

// --- How far the user has read.

TEST_F(ChatPastTest, WhatIsNewSinceTheMarkerIsMarked) {
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  page(1, 4, over);
  EXPECT_EQ(room("#lobby").first_unread, number_of("line 3"));
  sent();
  chat_.see_newest(now_);
  after(4'000);
  EXPECT_THAT(sent(), Contains("MARKREAD #lobby timestamp=" + at(50'000)));
  server(":s MARKREAD #lobby timestamp=" + at(50'000));
  EXPECT_EQ(room("#lobby").first_unread, number_of("line 3"));  // until the user leaves the room
}

TEST_F(ChatPastTest, NothingIsMarkedAsReadThatIsNotHereYet) {
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  sent();
  chat_.see_newest(now_);
  after(4'000);
  EXPECT_THAT(sent(), Each(Not(HasSubstr("MARKREAD"))));
}

TEST_F(ChatPastTest, ARoomThatIsNotShownCountsWhatIsUnread) {
  chat_.show(0);
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  server("BATCH +h chathistory #lobby");
  for (int n = 1; n <= 4; ++n) {
    server("@batch=h;" + tags(n) + " :bob!u@h PRIVMSG #lobby :line " + std::to_string(n));
  }
  server("@batch=h;" + tags(5) + " :bob!u@h PRIVMSG #lobby :ana: are you there?");
  server("@batch=h;" + tags(6) + " :ana!u@h PRIVMSG #lobby :from my other device");
  server("BATCH -h");
  EXPECT_EQ(room("#lobby").unread, 3U);
  EXPECT_EQ(room("#lobby").mentions, 1U);
  EXPECT_FALSE(chat_.take_alert());                 // no bell for what was said long ago
  server(":s MARKREAD #lobby timestamp=" + at(5));  // on another device
  EXPECT_EQ(room("#lobby").unread, 0U);
  server("@" + tags(7) + " :bob!u@h PRIVMSG #lobby :and now");
  EXPECT_EQ(room("#lobby").unread, 1U);
}

// --- Where something was said while the user was not there.

class ChatTargetsTest : public ChatPastTest {
 protected:
  void told(const std::vector<std::string>& rows) {
    server("BATCH +t draft/chathistory-targets");
    for (const std::string& row : rows) server("@batch=t :s CHATHISTORY TARGETS " + row);
    server("BATCH -t");
  }
};

TEST_F(ChatTargetsTest, WhoeverHasTalkedToTheUserMeanwhileHasARoom) {
  enter();
  page(1, 1, over);
  lose();
  chat_.on_connecting(now_);
  connect(keeping);
  sent();
  told({"carl 2027-01-15T08:00:00.000Z"});
  EXPECT_THAT(sent(), Contains("CHATHISTORY LATEST carl * 100"));
  EXPECT_TRUE(room("carl").has_news);
  server("BATCH +h chathistory carl");
  server("@batch=h;msgid=c1;time=2027-01-15T08:00:00.000Z :carl!u@h PRIVMSG ana :psst");
  server("BATCH -h");
  EXPECT_THAT(shown("carl"), ElementsAre("<carl> psst"));
  EXPECT_EQ(room("carl").unread, 1U);
  EXPECT_FALSE(room("carl").has_news);
}

TEST_F(ChatTargetsTest, AtTheStartOnlyWhoIsUnreadHasARoom) {
  told({"read " + at(10), "unread " + at(20)});
  EXPECT_THAT(sent(), ElementsAre("MARKREAD unread", "MARKREAD read"));
  server(":s MARKREAD read timestamp=" + at(10));
  server(":s MARKREAD unread timestamp=" + at(10));
  EXPECT_EQ(chat_.rooms().size(), 3U);
  EXPECT_TRUE(room("unread").has_news);
}

TEST_F(ChatTargetsTest, ManyRoomsShowAtOnceWhereSomethingIsUnread) {
  std::vector<std::string> rows;
  for (int i = 0; i < 490; ++i) {
    const std::string name = "#room" + std::to_string(i);
    server(":ana!u@h JOIN " + name);
    server(":s MARKREAD " + name + " timestamp=" + at(100));
    rows.push_back(name + " " + at(i % 2 == 0 ? 50 : 200));
  }
  const std::size_t asked = sent().size();
  EXPECT_LE(asked, Past::open_max);
  told(rows);
  EXPECT_FALSE(room("#room100").has_news);
  EXPECT_TRUE(room("#room101").has_news);
  EXPECT_LE(sent().size(), Past::at_once_max);
  chat_.show(103);
  EXPECT_FALSE(room("#room101").has_news);
  EXPECT_THAT(sent(), ElementsAre("CHATHISTORY LATEST #room101 * 100"));
}

TEST_F(ChatTargetsTest, AnswersThatNobodyAskedForOpenNothing) {
  told({});
  told({"carl " + at(1)});
  EXPECT_EQ(chat_.rooms().size(), 2U);
  server("@batch=x :s CHATHISTORY TARGETS carl " + at(1));
  EXPECT_EQ(chat_.rooms().size(), 2U);
}

}  // namespace
}  // namespace uvchat::cli
