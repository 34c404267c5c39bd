#include "chat/past.h"
#include "tests/client/chat_past.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using ChatUnreadTest = ChatPast;

// --- How far the user has read.

TEST_F(ChatUnreadTest, WhatIsNewSinceTheMarkerIsMarked) {
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

TEST_F(ChatUnreadTest, NothingIsMarkedAsReadThatIsNotHereYet) {
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  sent();
  chat_.see_newest(now_);
  after(4'000);
  EXPECT_THAT(sent(), Each(Not(HasSubstr("MARKREAD"))));
}

TEST_F(ChatUnreadTest, WhatWasMissedIsNewInTheRoomOnTheScreen) {
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  page(1, 4, over);
  chat_.see_newest(now_);
  lose();
  EXPECT_EQ(room("#lobby").first_unread, 0U);
  come_back();
  page(50'010, 50'012, over);
  EXPECT_EQ(room("#lobby").first_unread, number_of("line 50010"));
}

TEST_F(ChatUnreadTest, WhatNobodyLookedAtIsNewAfterALostConnectionToo) {
  enter();
  server(":s MARKREAD #lobby timestamp=" + at(2));
  page(1, 4, over);
  lose();
  come_back();
  page(50'010, 50'012, over);
  EXPECT_EQ(room("#lobby").first_unread, number_of("line 3"));
}

TEST_F(ChatUnreadTest, ARoomThatIsNotShownCountsWhatIsUnread) {
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

class ChatTargetsTest : public ChatPast {
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
