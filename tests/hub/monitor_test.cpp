#include "hub/monitor.h"

#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

HubSettings with_monitor_max(std::size_t count) {
  HubSettings settings = Conversation::some_settings();
  settings.monitor_max = count;
  return settings;
}

TEST(MonitorIndex, KeepsTheWatchersOfANickInTheOrderOfTheirIds) {
  MonitorIndex index(HashKey{1});
  const ConnId first(0, 1, 1);
  const ConnId second(0, 2, 1);
  const ConnId third(1, 0, 1);
  for (const ConnId conn : {third, first, second}) index.add(conn, "bob");
  index.add(first, "carol");
  EXPECT_THAT(index.monitoring("bob"), testing::ElementsAre(first, second, third));
  EXPECT_THAT(index.monitoring("dave"), testing::IsEmpty());
  EXPECT_EQ(index.size(), 4U);
  index.remove(second, "bob");
  EXPECT_TRUE(index.watches(third, "bob"));
  EXPECT_FALSE(index.watches(second, "bob"));
  EXPECT_FALSE(index.watches(second, "dave"));
  for (const ConnId conn : {first, third}) index.remove(conn, "bob");
  EXPECT_EQ(index.size(), 1U);
}

TEST(Monitor, TellsWhoComesAndGoes) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("MONITOR + bob");
  alice.hears(":srv 731 alice :bob");
  Person& bob = chat.registered("Bob");
  alice.hears(":srv 730 * :Bob!~Bob@*");
  bob.goes();
  alice.hears(":srv 731 * :Bob");
  chat.registered("bob");
  alice.hears(":srv 730 * :bob!~bob@*");
  alice.hears_nothing();
}

TEST(Monitor, WhoHasNotRegisteredYetIsNotThere) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.connected();
  bob.says("NICK bob");
  alice.says("MONITOR + bob");
  alice.hears(":srv 731 alice :bob");
  bob.says("QUIT");
  alice.hears_nothing();
}

TEST(Monitor, ANickChangeIsAGoingAndAComing) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("MONITOR + robert,bob");
  alice.hears(":srv 730 alice :bob!~bob@*");
  alice.hears(":srv 731 alice :robert");
  bob.says("NICK robert");
  alice.hears(":srv 731 * :bob");
  alice.hears(":srv 730 * :robert!~bob@*");
  bob.says("NICK RoberT");
  alice.hears_nothing();
  bob.says("NICK bob2");
  alice.hears(":srv 731 * :RoberT");
  alice.hears_nothing();
}

TEST(Monitor, SeesTheClassroomToo) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("MONITOR + guest1,Ana");
  alice.hears(":srv 731 alice :guest1,Ana");
  Person& ana = chat.classroom();
  alice.hears(":srv 730 * :guest1!~classroom@*");
  ana.says("Ana: hola");
  alice.hears(":srv 731 * :guest1");
  alice.hears(":srv 730 * :Ana!~classroom@*");
  ana.goes();
  alice.hears(":srv 731 * :Ana");
}

TEST(Monitor, TakesNicksOnly) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("MONITOR + *!user@host,#a");
  alice.hears(":srv 432 alice *!user@host :Erroneous nickname");
  alice.hears(":srv 432 alice #a :Erroneous nickname");
  alice.says("MONITOR +");
  alice.hears(":srv 461 alice MONITOR :*");
  alice.says("MONITOR x y");
  alice.hears(":srv 461 alice MONITOR :*");
  alice.says("MONITOR");
  alice.hears(":srv 461 alice MONITOR :*");
}

TEST(Monitor, WhatIsWatchedIsListedAndForgotten) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.registered("bob");
  alice.says("MONITOR + bob,Carol,BOB");
  alice.hears(":srv 730 alice :bob!*");
  alice.hears(":srv 731 alice :Carol");
  alice.says("MONITOR L");
  alice.hears(":srv 732 alice :bob,Carol");
  alice.hears(":srv 733 alice :*");
  alice.says("MONITOR s");
  alice.hears(":srv 730 alice :bob!*");
  alice.hears(":srv 731 alice :Carol");
  alice.says("MONITOR - carol,dave");
  alice.says("MONITOR L");
  alice.hears(":srv 732 alice :bob");
  alice.hears(":srv 733 alice :*");
  alice.says("MONITOR C");
  alice.says("MONITOR L");
  alice.hears(":srv 733 alice :*");
  chat.registered("carol");
  alice.hears_nothing();
}

TEST(Monitor, TheListHasAnEnd) {
  Conversation chat(with_monitor_max(2));
  Person& alice = chat.registered("alice");
  alice.says("MONITOR + a,b,c,A,d");
  alice.hears(":srv 731 alice :a,b");
  alice.hears(":srv 734 alice 2 c,d :Monitor list is full.");
  alice.says("MONITOR - a");
  alice.says("MONITOR + d");
  alice.hears(":srv 731 alice :d");
}

TEST(Monitor, ALongListIsToldInPagesOfWholeLines) {
  Conversation chat(with_monitor_max(1000));
  Person& alice = chat.registered("alice");
  for (int i = 0; i < 600; ++i) alice.says("MONITOR + watched" + std::to_string(i));
  alice.skips_all();
  alice.says("MONITOR L");
  EXPECT_GT(chat.ticks(), 1U);
  std::size_t nicks = 0;
  std::string line = alice.next_line();
  for (; line.starts_with(":srv 732 alice :"); line = alice.next_line()) {
    EXPECT_LE(line.size(), 510U);
    nicks += 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
  }
  EXPECT_EQ(nicks, 600U);
  EXPECT_TRUE(line.starts_with(":srv 733 alice :")) << line;
  alice.says("MONITOR S");
  alice.hears(":srv 731 alice :watched0,watched1,*");
}

TEST(Monitor, EndsWithTheWatcher) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("MONITOR + bob,alice");
  alice.skips_all();
  alice.says("QUIT");
  alice.hears(":alice!* QUIT :Quit");
  alice.hears("ERROR :*");
  alice.hears_nothing();
  chat.registered("bob");
}

TEST(Monitor, NobodyIsToldWhenAllGo) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.registered("bob");
  alice.says("MONITOR + bob");
  alice.skips_all();
  chat.shuts_down();
  alice.hears("ERROR :*");
  alice.hears_nothing();
}

TEST(ExtendedMonitor, FollowsWhatWatchedUsersChange) {
  Conversation chat;
  Person& alice = chat.registered("alice", "extended-monitor away-notify setname");
  Person& carol = chat.registered("carol", "away-notify setname");
  Person& dave = chat.registered("dave", "extended-monitor");
  Person& bob = chat.registered("bob");
  for (Person* person : {&alice, &carol, &dave}) {
    person->says("MONITOR + bob");
    person->skips_all();
  }
  bob.says("AWAY :afk");
  bob.says("SETNAME :Bob the Builder");
  bob.says("AWAY");
  alice.hears(":bob!~bob@* AWAY :afk");
  alice.hears(":bob!~bob@* SETNAME :Bob the Builder");
  alice.hears(":bob!~bob@*.ip4 AWAY");
  for (Person* person : {&alice, &carol, &dave}) person->hears_nothing();
}

TEST(ExtendedMonitor, TellsNobodyTwice) {
  Conversation chat;
  Person& alice = chat.registered("alice", "extended-monitor away-notify");
  Person& bob = chat.registered("bob", "extended-monitor away-notify");
  for (Person* person : {&alice, &bob}) {
    person->says("MONITOR + bob");
    person->says("JOIN #a");
  }
  alice.skips_all();
  bob.skips_all();
  bob.says("AWAY :afk");
  alice.hears(":bob!~bob@* AWAY :afk");
  alice.hears_nothing();
  bob.hears(":srv 306 *");
  bob.hears_nothing();
}

TEST(ExtendedMonitor, TellsOfOneWhoComesAbsent) {
  Conversation chat;
  Person& alice = chat.registered("alice", "extended-monitor away-notify");
  Person& carol = chat.registered("carol", "away-notify");
  for (Person* person : {&alice, &carol}) {
    person->says("MONITOR + bob");
    person->skips_all();
  }
  Person& bob = chat.connected();
  for (const char* line :
       {"CAP REQ draft/pre-away", "AWAY :by phone", "NICK bob", "USER bob 0 * :Bob", "CAP END"}) {
    bob.says(line);
  }
  alice.hears(":srv 730 * :bob!~bob@*");
  alice.hears(":bob!~bob@* AWAY :by phone");
  carol.hears(":srv 730 * :bob!~bob@*");
  carol.hears_nothing();
}

}  // namespace
}  // namespace uvchat::hub
