#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

using Messages = Room;

TEST_F(Messages, ALineReachesAllButItsSender) {
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

TEST_F(Messages, WhoIsNotInItCannotSpeakInIt) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  eve.says("PRIVMSG #a :let me in");
  eve.hears(":srv 404 eve #a :*");
  eve.says("NOTICE #a :let me in");
  eve.hears_nothing();
  alice.hears_nothing();
}

TEST_F(Messages, WhatHasNoTargetOrTextIsRefused) {
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

TEST_F(Messages, SeveralTargetsAreTakenUpToALimitEachOnce) {
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

TEST_F(Messages, WhatVisitsManyMembersIsPaidForWithTime) {
  Person& alice = in_room("alice");
  for (int i = 0; i < 600; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  EXPECT_EQ(alice.penalty_ms(), 0U);
  alice.says("NAMES #a");
  EXPECT_EQ(alice.penalty_ms(), 17U);  // of three pages the first is as free as any line
  alice.says("NICK ally");
  EXPECT_EQ(alice.penalty_ms(), 17U + 31U);
}

TEST_F(Messages, WithoutBatchesALabelIsNothing) {
  Person& alice = in_room("alice", "labeled-response");
  alice.says("@label=abc PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Messages, WhatCannotBeUnderstoodIsAnsweredWithItsLabel) {
  Person& alice = in_room("alice", "labeled-response batch");
  alice.says("@label=a P-X");
  alice.hears("@label=a :srv 421 alice P-X :Unknown command");
  alice.says("@label=b PRIVMSG bob :" + std::string(600, 'x'));
  alice.hears("@label=b :srv 417 alice :*");
  alice.says("@label=c QUIT");
  alice.hears("@label=c :alice!* QUIT :Quit");
  alice.hears("ERROR :Closing link (Quit)");
  alice.hears_nothing();
}

TEST_F(Messages, AClientTagThatIsNoneIsDropped) {
  Person& alice = in_room("alice", "message-tags");
  Person& bob = in_room("bob", "message-tags");
  alice.says("@+\x1b]0=x;+ok/x-1=y;+esc=\x1b PRIVMSG #a :hi");
  bob.hears("@msgid=*;+ok/x-1=y :alice!* PRIVMSG #a :hi");
}

TEST_F(Messages, ALineThatWouldNotArriveWholeIsRefusedAndANoticeIsCutBetweenCharacters) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  std::string text;
  while (text.size() < 490) text += "\u00f1";
  alice.skips_all();
  alice.says("PRIVMSG #a :" + text);
  alice.hears(":srv 417 alice :A line to #a has room for 4* bytes: nothing was sent");
  alice.says("PRIVMSG bob :" + text);
  alice.hears(":srv 417 alice :A line to bob has room for 4* bytes: nothing was sent");
  bob.hears_nothing();
  const std::size_t room = 510 - std::string(":alice!~alice@ PRIVMSG #a :").size() - 30;
  alice.says("PRIVMSG #a :" + std::string(room, 'x'));
  EXPECT_LE(bob.next_line().size(), 510U);
  alice.hears_nothing();
  alice.says("NOTICE #a :" + text);
  alice.hears_nothing();
  const std::string heard = bob.next_line();
  EXPECT_LE(heard.size(), 510U);
  EXPECT_GE(heard.size(), 509U);
  EXPECT_TRUE(heard.ends_with("\u00f1"));
}

TEST_F(Messages, EachHearsTheTagsItAskedFor) {
  Person& alice = in_room("alice", "message-tags");
  Person& plain = in_room("plain");
  Person& timed = in_room("timed", "server-time");
  Person& tagged = in_room("tagged", "message-tags server-time");
  alice.says("@+typing=active;account=root;+x;label=1 PRIVMSG #a :hi");
  plain.hears(":alice!~alice@* PRIVMSG #a :hi");
  timed.hears("@time=2026-09-21T*Z :alice!~alice@* PRIVMSG #a :hi");
  tagged.hears("@time=*Z;msgid=*;+typing=active;+x :alice!~alice@* PRIVMSG #a :hi");
}

TEST_F(Messages, OfSeveralTagsWithOneKeyTheLastCountsAndIsPassedOn) {
  Person& alice = in_room("alice", "message-tags labeled-response batch");
  Person& tagged = in_room("tagged", "message-tags");
  alice.skips_all();
  alice.says("@label=one;label=two PING x");
  alice.hears("@label=two :srv PONG srv :x");
  alice.says("@+a=1;+b=x;+a=2 PRIVMSG #a :hi");
  tagged.hears("@msgid=*;+b=x;+a=2 :alice!* PRIVMSG #a :hi");
}

TEST_F(Messages, ClientTagsAreTakenFromThoseAloneWhoMaySendThem) {
  Person& alice = in_room("alice");
  Person& tagged = in_room("tagged", "message-tags");
  alice.says("@+x=y PRIVMSG #a :hi");
  tagged.hears("@msgid=* :alice!~alice@* PRIVMSG #a :hi");
  alice.says("@+x=y TAGMSG #a");
  tagged.hears_nothing();
}

TEST_F(Messages, ATagMessageReachesThoseWhoReadTags) {
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

TEST_F(Messages, AnEchoIsTheLineAsOthersGetIt) {
  Person& alice = in_room("alice", "echo-message message-tags server-time");
  Person& bob = in_room("bob", "message-tags server-time");
  alice.says("PRIVMSG #a :hi");
  const std::string echo = alice.next_line();
  EXPECT_EQ(echo, bob.next_line());
  EXPECT_NE(echo.find("msgid="), std::string::npos);
  alice.says("PRIVMSG bob :hi");
  EXPECT_EQ(alice.next_line(), bob.next_line());
}

TEST_F(Messages, TheTimeOfItsLinesDoesNotGoBackByASmallStep) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob", "server-time");
  alice.says("PRIVMSG #a :x");
  const std::string before = bob.next_line();
  chat.now_.wall_us -= 3'000'000;  // a small step
  alice.says("PRIVMSG #a :y");
  EXPECT_EQ(bob.next_line().substr(0, 30), before.substr(0, 30));
  alice.says("NICK ally");
  EXPECT_EQ(bob.next_line().substr(0, 30), before.substr(0, 30));
}

TEST_F(Messages, OneAnswerCarriesTheLabelItself) {
  Person& alice = in_room("alice", "labeled-response batch echo-message");
  alice.says("@label=abc PING x");
  alice.hears("@label=abc :srv PONG srv :x");
  alice.says("@label=e PRIVMSG #a :hi");
  alice.hears("@label=e :alice!* PRIVMSG #a :hi");
}

TEST_F(Messages, NoAnswerIsAcknowledged) {
  Person& alice = in_room("alice", "labeled-response batch");
  alice.says("@label=a PONG");
  alice.hears("@label=a :srv ACK");
  alice.says("@label=b PRIVMSG #a :hi");
  alice.hears("@label=b :srv ACK");
  alice.says("@label=" + std::string(65, 'x') + " PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Messages, SeveralAnswersComeInABatch) {
  Person& alice = in_room("alice", "labeled-response batch server-time");
  alice.says("@label=a\\:b JOIN #b");
  alice.hears("@label=a\\:b;time=* :srv BATCH +label labeled-response");
  alice.hears("@batch=label;time=* :alice!~alice@* JOIN #b");
  alice.hears("@batch=label;time=* :srv 353 alice = #b :@alice");
  alice.hears("@batch=label;time=* :srv 366 alice #b :*");
  alice.hears("@time=* :srv BATCH -label");
  alice.hears_nothing();
}

TEST_F(Messages, WithoutItsCapabilityALabelIsNothing) {
  Person& alice = in_room("alice");
  alice.says("@label=abc PING x");
  alice.hears(":srv PONG srv :x");
}

TEST_F(Messages, CapabilitiesMayChangeWhileInARoom) {
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

TEST_F(Messages, UnderPressureWhoSpeaksToManyIsHeardMoreSlowly) {
  Person& alice = in_room("alice");
  alice.says("PRIVMSG #a :x");
  chat.under_pressure(true);
  alice.says("PRIVMSG #a :x");
  EXPECT_EQ(alice.penalty_ms(), 0U);
  for (int i = 0; i < 199; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  alice.says("PRIVMSG #a :x");
  EXPECT_EQ(alice.penalty_ms(), 20U);
}

TEST_F(Messages, ARankIsATarget) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob", "echo-message message-tags");
  Person& carol = in_room("carol", "message-tags");
  Person& dave = in_room("dave");
  given(alice, "MODE #a +vh bob carol");
  bob.says("PRIVMSG @#A :operators only");
  bob.hears("@msgid=* :bob!* PRIVMSG @#a :operators only");
  alice.hears(":bob!* PRIVMSG @#a :operators only");
  carol.hears_nothing();
  alice.says("NOTICE +#a :with a voice");
  bob.hears("@msgid=* :alice!* NOTICE +#a :with a voice");
  carol.hears("@msgid=* :alice!* NOTICE +#a :with a voice");
  dave.says("PRIVMSG @%~#a :the lowest counts");
  alice.hears(":dave!* PRIVMSG %#a :the lowest counts");
  carol.hears("@msgid=* :dave!* PRIVMSG %#a :the lowest counts");
  bob.hears_nothing();
  bob.says("@+typing=active TAGMSG %#a");
  carol.hears("@msgid=*;+typing=active :bob!* TAGMSG %#a");
  dave.hears_nothing();
}

TEST_F(Messages, WhoMayNotSpeakMayNotSpeakToARank) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
  given(alice, "MODE #a +m");
  bob.says("PRIVMSG @#a :x");
  bob.hears(":srv 404 bob #a :*+m*");
  eve.says("PRIVMSG @#a :x");
  eve.hears(":srv 404 eve #a :*+n*");
  eve.says("PRIVMSG @#none :x");
  eve.hears(":srv 403 eve #none :*");
  eve.says("PRIVMSG @alice :x");
  eve.hears(":srv 401 eve @alice :*");
  alice.hears_nothing();
}

TEST_F(Messages, AReactionAndAReplyPassToChannelsAndUsers) {
  Person& alice = in_room("alice", "message-tags");
  Person& bob = in_room("bob", "message-tags");
  alice.says("@+reply=id;+draft/react=\U0001F44B TAGMSG #a");
  bob.hears("@msgid=*;+reply=id;+draft/react=\U0001F44B :alice!* TAGMSG #a");
  alice.says("@+reply=id;+draft/unreact=\U0001F44B;+draft/react=x TAGMSG bob");
  bob.hears("@msgid=*;+reply=id;+draft/unreact=\U0001F44B;+draft/react=x :alice!* TAGMSG bob");
  alice.says("@+channel-context=#a;+reply=id PRIVMSG bob :psst");
  bob.hears("@msgid=*;+channel-context=#a;+reply=id :alice!* PRIVMSG bob :psst");
  alice.says("TAGMSG bob");
  bob.hears_nothing();
}

TEST(DeniedTags, AreNotRelayed) {
  HubSettings settings = Conversation::some_settings();
  settings.client_tags_denied = {"typing", "draft/react"};
  Conversation chat(settings);
  Person& alice = chat.registered("alice", "message-tags");
  Person& bob = chat.registered("bob", "message-tags");
  alice.says("@+typing=active;+reply=id;+draft/react=x PRIVMSG bob :hi");
  bob.hears("@msgid=*;+reply=id :alice!* PRIVMSG bob :hi");
  alice.says("@+typing=active TAGMSG bob");
  bob.hears_nothing();
}

TEST(DeniedTags, MayBeAllButSome) {
  HubSettings settings = Conversation::some_settings();
  settings.client_tags_denied = {"*", "-typing", "-example/x"};
  Conversation chat(settings);
  Person& alice = chat.registered("alice", "message-tags");
  Person& bob = chat.registered("bob", "message-tags");
  alice.says("@+typing=active;+reply=id;+example/x;+x PRIVMSG bob :hi");
  bob.hears("@msgid=*;+typing=active;+example/x :alice!* PRIVMSG bob :hi");
}

TEST_F(Messages, WhoTakesNoCtcpIsAskedNothing) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  given(bob, "MODE bob +T");
  alice.says("PRIVMSG bob :\x01VERSION\x01");
  alice.hears(":srv 531 alice bob :*");
  alice.says("NOTICE bob :\x01VERSION me\x01");
  alice.hears_nothing();
  bob.hears_nothing();
  alice.says(
      "PRIVMSG bob :\x01"
      "ACTION waves\x01");
  bob.hears(
      ":alice!* PRIVMSG bob :\x01"
      "ACTION waves\x01");
  alice.says("PRIVMSG #a :\x01VERSION\x01");
  bob.hears(":alice!* PRIVMSG #a :\x01VERSION\x01");
}

TEST_F(Messages, WhoseAddresseeIsAbsentIsToldSo) {
  Person& alice = in_room("alice", "echo-message message-tags labeled-response batch");
  Person& bob = in_room("bob");
  given(bob, "AWAY :at lunch");
  alice.says("@label=x PRIVMSG bob :hi");
  alice.hears("@label=x :srv BATCH +label labeled-response");
  alice.hears("@batch=label;msgid=* :alice!* PRIVMSG bob :hi");
  alice.hears("@batch=label :srv 301 alice bob :at lunch");
  alice.hears(":srv BATCH -label");
  bob.hears(":alice!* PRIVMSG bob :hi");
  alice.says("NOTICE bob :hi");
  alice.hears("@msgid=* :alice!* NOTICE bob :hi");
  alice.says("@+x TAGMSG bob");
  alice.hears("@msgid=*;+x :alice!* TAGMSG bob");
  alice.says("PRIVMSG #a :hi");
  alice.hears("@msgid=* :alice!* PRIVMSG #a :hi");
  alice.hears_nothing();
}

TEST_F(Messages, ToOneselfComeBack) {
  Person& alice = in_room("alice", "echo-message batch labeled-response");
  alice.says("@label=x PRIVMSG alice :hi");
  alice.hears("@label=x :alice!* PRIVMSG alice :hi");
  alice.hears(":alice!* PRIVMSG alice :hi");
}

}  // namespace
}  // namespace uvchat::hub
