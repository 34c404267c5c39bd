#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

// People of one room, who have read all that came of their joining it.
void gather_in(std::string_view room, std::initializer_list<Person*> people) {
  for (Person* person : people) person->says("JOIN " + std::string(room));
  for (Person* person : people) person->skips_all();
}

TEST(Away, IsAcknowledgedAndToldToWhoFollowsIt) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "away-notify");
  Person& carol = chat.registered("carol");
  gather_in("#a", {&alice, &bob, &carol});
  alice.says("AWAY :gone fishing");
  alice.hears(":srv 306 alice :You have been marked as being away");
  alice.hears_nothing();
  bob.hears(":alice!~alice@* AWAY :gone fishing");
  alice.says("AWAY");
  alice.hears(":srv 305 alice :You are no longer marked as being away");
  bob.hears(":alice!~alice@*.ip4 AWAY");
  bob.hears_nothing();
  carol.hears_nothing();
}

TEST(Away, IsToldToOthersOnlyWhenItChanges) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "away-notify");
  gather_in("#a", {&alice, &bob});
  for (const char* line : {"AWAY :", "AWAY :lunch", "AWAY :lunch"}) alice.says(line);
  bob.hears(":alice!~alice@* AWAY :lunch");
  bob.hears_nothing();
}

TEST(Away, ALongReasonIsCutBetweenCharacters) {
  HubSettings settings = Conversation::some_settings();
  settings.away_bytes_max = 5;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "away-notify");
  gather_in("#a", {&alice, &bob});
  alice.says("AWAY :aaaa\xC3\xB1");
  bob.hears(":alice!~alice@* AWAY :aaaa");
}

TEST(Away, IsSeenByThoseOfAChannelOneComesInto) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "away-notify");
  bob.says("JOIN #a");
  bob.skips_all();
  alice.says("AWAY :*");
  alice.says("JOIN #a");
  bob.hears(":alice!~alice@* JOIN #a");
  bob.hears(":alice!~alice@* AWAY :Away");
}

TEST(Away, MayBeSaidBeforeRegistrationWithTheCapability) {
  Conversation chat;
  Person& bob = chat.registered("bob", "away-notify");
  bob.says("JOIN #a");
  bob.skips_all();
  Person& alice = chat.connected();
  alice.says("AWAY :early");
  alice.hears(":srv 451 * :You have not registered");
  alice.says("CAP REQ draft/pre-away");
  alice.says("AWAY :early");
  alice.says("AWAY");
  alice.says("AWAY *");
  alice.hears(":srv CAP * ACK :draft/pre-away");
  alice.hears(":srv 306 * :*");
  alice.hears(":srv 305 * :*");
  alice.hears(":srv 306 * :*");
  alice.says("NICK alice");
  alice.says("USER al 0 * :A");
  alice.says("CAP END");
  alice.says("JOIN #a");
  bob.hears(":alice!~al@* JOIN #a");
  bob.hears(":alice!~al@* AWAY :Away");
}

TEST(Setname, IsToldToWhoHasTheCapability) {
  Conversation chat;
  Person& alice = chat.registered("alice", "setname");
  Person& bob = chat.registered("bob", "setname");
  Person& carol = chat.registered("carol");
  gather_in("#a", {&alice, &bob, &carol});
  alice.says("SETNAME :Alice Liddell");
  alice.hears(":alice!~alice@* SETNAME :Alice Liddell");
  bob.hears(":alice!~alice@* SETNAME :Alice Liddell");
  carol.hears_nothing();
  carol.says("SETNAME :Carol");
  carol.hears_nothing();
  bob.hears(":carol!~carol@* SETNAME :Carol");
}

TEST(Setname, WhatIsNoRealNameIsRefused) {
  Conversation chat;
  Person& alice = chat.registered("alice", "setname");
  alice.says("SETNAME");
  alice.hears(":srv 461 alice SETNAME :Not enough parameters");
  alice.says("SETNAME :");
  alice.hears(":srv FAIL SETNAME INVALID_REALNAME :*");
  alice.says("SETNAME :" + std::string(101, 'x'));
  alice.hears(":srv FAIL SETNAME INVALID_REALNAME :*");
  alice.says("SETNAME :" + std::string(100, 'x'));
  alice.hears(":alice!~alice@* SETNAME :x*");
}

TEST(BotMode, LinesOfABotAreTagged) {
  Conversation chat;
  Person& robot = chat.registered("robot", "echo-message message-tags batch labeled-response");
  Person& bob = chat.registered("bob", "message-tags");
  Person& carol = chat.registered("carol");
  gather_in("#a", {&robot, &bob, &carol});
  robot.says("MODE robot +B");
  robot.skips_all();
  robot.says("@label=x PRIVMSG #a :beep");
  robot.hears("@label=x;msgid=*;bot :robot!* PRIVMSG #a :beep");
  bob.hears("@msgid=*;bot :robot!* PRIVMSG #a :beep");
  carol.hears(":robot!* PRIVMSG #a :beep");
  robot.says("@+typing=active TAGMSG bob");
  bob.hears("@msgid=*;bot;+typing=active :robot!* TAGMSG bob");
  robot.says("TOPIC #a :beeps");
  bob.hears("@msgid=*;bot :robot!* TOPIC #a :beeps");
  robot.says("NICK robbie");
  bob.hears("@bot :robot!* NICK robbie");
  robot.says("QUIT");
  bob.hears("@bot :robbie!* QUIT :Quit");
}

TEST(BotMode, OthersLinesAreNotTagged) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob", "message-tags");
  alice.says("MODE alice +B");
  alice.says("MODE alice -B");
  alice.says("PRIVMSG bob :hi");
  EXPECT_EQ(bob.next_line().find("bot"), std::string::npos);
}

}  // namespace
}  // namespace uvchat::hub
