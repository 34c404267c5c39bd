#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

// alice, bob and carol in #a, each having read what came so far.
struct Room : testing::Test {
  Person& in_room(std::string_view nick, std::string_view caps = {}) {
    Person& person = chat.registered(nick, caps);
    person.says("JOIN #a");
    members.push_back(&person);
    for (Person* member : members) member->skips_all();
    return person;
  }
  Conversation chat;
  std::vector<Person*> members;
};

TEST_F(Room, ALineReachesAllButItsSender) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol");
  alice.says("PRIVMSG #a :hello all");
  alice.hears_nothing();
  bob.hears(":alice!~alice@* PRIVMSG #a :hello all");
  carol.hears(":alice!~alice@* PRIVMSG #a :hello all");
  alice.says("notice #A :fyi");
  bob.hears(":alice!~alice@* NOTICE #a :fyi");
}

TEST_F(Room, WhoIsNotInItCannotSpeakInIt) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  eve.says("PRIVMSG #a :let me in");
  eve.hears(":srv 404 eve #a :*");
  eve.says("NOTICE #a :let me in");
  eve.hears_nothing();
  alice.hears_nothing();
}

TEST_F(Room, WhatHasNoTargetOrTextIsRefused) {
  Person& alice = in_room("alice");
  alice.says("PRIVMSG");
  alice.hears(":srv 411 alice :*");
  alice.says("PRIVMSG #a");
  alice.hears(":srv 412 alice :*");
  alice.says("PRIVMSG #a :");
  alice.hears(":srv 412 alice :*");
  alice.says("PRIVMSG nobody :x");
  alice.hears(":srv 401 alice nobody :*");
  alice.says("PRIVMSG #none :x");
  alice.hears(":srv 403 alice #none :*");
  alice.says("NOTICE nobody :x");
  alice.hears_nothing();
}

TEST_F(Room, SeveralTargetsAreTakenUpToALimitEachOnce) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  chat.registered("carol");
  chat.registered("dave");
  alice.says("PRIVMSG bob,#a,BOB,carol,#A,dave,eve :x");
  alice.hears(":srv 407 alice eve :Too many targets");
  bob.hears(":alice!* PRIVMSG bob :x");
  bob.hears(":alice!* PRIVMSG #a :x");
  bob.hears_nothing();
}

TEST_F(Room, WhatVisitsManyMembersIsPaidForWithTime) {
  Person& alice = in_room("alice");
  for (int i = 0; i < 600; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  EXPECT_EQ(alice.penalty_ms(), 0U);
  alice.says("NAMES #a");
  EXPECT_EQ(alice.penalty_ms(), 30U);
  alice.says("NICK ally");
  EXPECT_EQ(alice.penalty_ms(), 60U);
}

TEST_F(Room, WithoutBatchesALabelIsNothing) {
  Person& alice = in_room("alice", "labeled-response");
  alice.says("@label=abc PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Room, WhatCannotBeUnderstoodIsAnsweredWithItsLabel) {
  Person& alice = in_room("alice", "labeled-response batch");
  alice.says("@label=a P-X");
  alice.hears("@label=a :srv 421 alice P-X :Unknown command");
  alice.says("@label=b PRIVMSG bob :" + std::string(600, 'x'));
  alice.hears("@label=b :srv 417 alice :*");
  alice.says("@label=c QUIT");
  alice.hears("ERROR :Closing link (Quit)");
  alice.hears_nothing();
}

TEST_F(Room, AClientTagThatIsNoneIsDropped) {
  Person& alice = in_room("alice", "message-tags");
  Person& bob = in_room("bob", "message-tags");
  alice.says("@+\x1b]0=x;+ok/x-1=y;+esc=\x1b PRIVMSG #a :hi");
  bob.hears("@msgid=*;+ok/x-1=y :alice!* PRIVMSG #a :hi");
}

TEST_F(Room, ALongLineIsCutBetweenCharactersAndFitsIts512Bytes) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  std::string text;
  while (text.size() < 490) text += "\u00f1";
  alice.says("PRIVMSG #a :" + text);
  const std::string heard = bob.next_line();
  EXPECT_LE(heard.size(), 510U);
  EXPECT_GE(heard.size(), 509U);
  EXPECT_TRUE(heard.ends_with("\u00f1"));
}

TEST_F(Room, EachHearsTheTagsItAskedFor) {
  Person& alice = in_room("alice", "message-tags");
  Person& plain = in_room("plain");
  Person& timed = in_room("timed", "server-time");
  Person& tagged = in_room("tagged", "message-tags server-time");
  alice.says("@+typing=active;account=root;+x;label=1 PRIVMSG #a :hi");
  plain.hears(":alice!~alice@* PRIVMSG #a :hi");
  timed.hears("@time=2026-09-21T*Z :alice!~alice@* PRIVMSG #a :hi");
  tagged.hears("@time=*Z;msgid=*;+typing=active;+x :alice!~alice@* PRIVMSG #a :hi");
}

TEST_F(Room, ClientTagsAreTakenFromThoseAloneWhoMaySendThem) {
  Person& alice = in_room("alice");
  Person& tagged = in_room("tagged", "message-tags");
  alice.says("@+x=y PRIVMSG #a :hi");
  tagged.hears("@msgid=* :alice!~alice@* PRIVMSG #a :hi");
  alice.says("@+x=y TAGMSG #a");
  tagged.hears_nothing();
}

TEST_F(Room, ATagMessageReachesThoseWhoReadTags) {
  Person& alice = in_room("alice", "message-tags echo-message");
  Person& plain = in_room("plain");
  Person& tagged = in_room("tagged", "message-tags");
  Person& pupil = chat.classroom();
  alice.skips_all();
  plain.skips_all();
  tagged.skips_all();
  alice.says("@+typing=active TAGMSG #a");
  alice.hears("@msgid=*;+typing=active :alice!~alice@* TAGMSG #a");
  tagged.hears("@msgid=*;+typing=active :alice!~alice@* TAGMSG #a");
  alice.says("@+typing=active TAGMSG plain");
  plain.hears_nothing();
  pupil.hears_nothing();
}

TEST_F(Room, AnEchoIsTheLineAsOthersGetIt) {
  Person& alice = in_room("alice", "echo-message message-tags server-time");
  Person& bob = in_room("bob", "message-tags server-time");
  alice.says("PRIVMSG #a :hi");
  const std::string echo = alice.next_line();
  EXPECT_EQ(echo, bob.next_line());
  EXPECT_NE(echo.find("msgid="), std::string::npos);
  alice.says("PRIVMSG bob :hi");
  EXPECT_EQ(alice.next_line(), bob.next_line());
}

TEST_F(Room, MessageIdsAreUniqueAndSortByTime) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob", "message-tags");
  std::string last;
  for (int i = 0; i < 100; ++i) {
    alice.says("PRIVMSG #a :x");
    const std::string line = bob.next_line();
    const std::string id = line.substr(0, line.find(' '));
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST_F(Room, TheTimeOfItsLinesNeverGoesBack) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob", "server-time");
  alice.says("PRIVMSG #a :x");
  const std::string before = bob.next_line();
  chat.now_.wall_ms -= 3'600'000;
  alice.says("PRIVMSG #a :y");
  EXPECT_EQ(bob.next_line().substr(0, 30), before.substr(0, 30));
  alice.says("NICK ally");
  EXPECT_EQ(bob.next_line().substr(0, 30), before.substr(0, 30));
}

TEST_F(Room, OneAnswerCarriesTheLabelItself) {
  Person& alice = in_room("alice", "labeled-response batch echo-message");
  alice.says("@label=abc PING x");
  alice.hears("@label=abc :srv PONG srv :x");
  alice.says("@label=e PRIVMSG #a :hi");
  alice.hears("@label=e :alice!* PRIVMSG #a :hi");
}

TEST_F(Room, NoAnswerIsAcknowledged) {
  Person& alice = in_room("alice", "labeled-response batch");
  alice.says("@label=a PONG");
  alice.hears("@label=a :srv ACK");
  alice.says("@label=b PRIVMSG #a :hi");
  alice.hears("@label=b :srv ACK");
  alice.says("@label=" + std::string(65, 'x') + " PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Room, SeveralAnswersComeInABatch) {
  Person& alice = in_room("alice", "labeled-response batch server-time");
  alice.says("@label=a\\:b JOIN #b");
  alice.hears("@label=a\\:b;time=* :srv BATCH +label labeled-response");
  alice.hears("@batch=label;time=* :alice!~alice@* JOIN #b");
  alice.hears("@batch=label;time=* :srv 353 alice = #b :@alice");
  alice.hears("@batch=label;time=* :srv 366 alice #b :*");
  alice.hears("@time=* :srv BATCH -label");
  alice.hears_nothing();
}

TEST_F(Room, WithoutItsCapabilityALabelIsNothing) {
  Person& alice = in_room("alice");
  alice.says("@label=abc PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Room, CapabilitiesMayChangeWhileInARoom) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  bob.says("CAP REQ :server-time");
  bob.hears_in_time("*ACK :server-time");
  alice.says("PRIVMSG #a :x");
  bob.hears("@time=* :alice!* PRIVMSG #a :x");
  bob.says("CAP REQ :-server-time");
  bob.hears_in_time("*ACK :-server-time");
  alice.says("PRIVMSG #a :x");
  bob.hears(":alice!* PRIVMSG #a :x");
}

TEST_F(Room, UnderPressureWhoSpeaksToManyIsHeardMoreSlowly) {
  Person& alice = in_room("alice");
  alice.says("PRIVMSG #a :x");
  chat.under_pressure(true);
  alice.says("PRIVMSG #a :x");
  EXPECT_EQ(alice.penalty_ms(), 0U);
  for (int i = 0; i < 199; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  alice.says("PRIVMSG #a :x");
  EXPECT_EQ(alice.penalty_ms(), 20U);
}

}  // namespace
}  // namespace uvchat::hub
