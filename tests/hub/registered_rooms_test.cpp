// Rooms that are registered: they outlive their members and the server, and change when the store
// has confirmed it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hub/registered_rooms.h"
#include "hub/state.h"
#include "tests/hub/room_store.h"

namespace uvchat::hub {
namespace {

struct RegisteredRooms : testing::Test, RoomStore {};

TEST_F(RegisteredRooms, OutliveTheirMembers) {
  Person& person = founder();
  says(person, "TOPIC #a :ours");
  person.says("PART #a");
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  guest.hears(":guest!* JOIN #a");
  guest.hears(":srv 332 guest #a :ours");
  guest.hears(":srv 333 *");
  guest.hears(":srv 353 guest = #a :guest");
  guest.skips_all();
  person.says("JOIN #a");
  guest.hears(":ana!* JOIN #a");
  guest.hears(":srv MODE #a +q ana");
}

TEST_F(RegisteredRooms, OutliveTheServer) {
  Person& person = founder();
  says(person, "TOPIC #a :ours");
  says(person, "MODE #a +bIik eve!*@* a:bob secret");
  says(person, "MODE #a +l 5");
  says(person, "CS AMODE #a +o bob");
  RoomStore later(all_kept());
  Person& eve = later.chat.registered("eve");
  eve.says("JOIN #a secret");
  eve.hears(":srv 473 eve #a *");
  Person& bob = later.bob();
  bob.says("JOIN #a");
  bob.hears(":bob!* JOIN #a");
  bob.hears(":srv MODE #a +o bob");
  bob.hears(":srv 332 bob #a :ours");
  bob.hears(":srv 333 bob #a ana!*");
  bob.skips_all();
  bob.says("MODE #a");
  bob.hears(":srv 324 bob #a +intkl secret 5");
  bob.hears(":srv 329 *");
  bob.says("MODE #a bI");
  bob.hears(":srv 367 bob #a eve!*@* ana!*");
  bob.hears(":srv 368 *");
  bob.hears(":srv 346 bob #a a:bob ana!*");
}

TEST_F(RegisteredRooms, ThatSomebodyHasSpoiltInTheStoreAreLeftOutOrBareOfIt) {
  founder();
  std::vector<store::KeptRoom> rooms = all_kept();
  rooms[0].room.topic = "two\r\nlines";
  rooms[0].room.modes = "+zzz";
  rooms[0].room.lists = {{'b', {"a b", "x", "1"}}, {'q', {"*", "x", "1"}}, {'b', {}}};
  rooms.push_back(rooms[0]);
  rooms.push_back(rooms[0]);
  rooms.back().room.name = {"no channel", "no channel", "no channel"};
  rooms.push_back(rooms[0]);
  rooms.back().room.name = {"#b", "#b", "#b"};
  rooms.back().room.founder = 77;
  RoomStore later(rooms);
  EXPECT_EQ(later.chat.hub().channel_count(), 1U);
  Person& bob = later.bob();
  bob.says("JOIN #a");  // whom its lists and modes kept out is not known any more
  bob.hears(":srv 473 bob #a *");
}

TEST_F(RegisteredRooms, ChangeWhenTheStoreHasConfirmedIt) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  guest.skips_all();
  person.skips_all();
  for (const char* line : {"TOPIC #a :ours", "MODE #a +m-t", "MODE #a +b eve", "MODE #a +k x"}) {
    person.says(line);
    person.hears_nothing();
    guest.hears_nothing();
    serves();
    EXPECT_EQ(person.next_line().substr(0, 5), ":ana!") << line;
    EXPECT_EQ(guest.next_line().substr(0, 5), ":ana!") << line;
  }
  EXPECT_EQ(kept.at("#a").room.modes, "+mnk x");
}

TEST_F(RegisteredRooms, DoNotChangeWhileTheStoreIsAway) {
  Person& person = founder();
  away = true;
  says(person, "TOPIC #a :ours");
  person.hears(":srv FAIL TOPIC TEMPORARILY_UNAVAILABLE #a :*the disk is full");
  says(person, "MODE #a +m");
  person.hears(":srv FAIL MODE TEMPORARILY_UNAVAILABLE #a :*the disk is full");
  says(person, "RENAME #a #b");
  person.hears(":srv FAIL RENAME TEMPORARILY_UNAVAILABLE #a :*the disk is full");
  says(person, "CS AMODE #a +o bob");
  person.hears("* NOTICE ana :That could not be stored: the disk is full.");
  person.says("TOPIC #a");
  person.hears(":srv 331 *");
  person.says("MODE #a");
  person.hears(":srv 324 ana #a +nt");
  person.skips_all();
  person.says("JOIN #b");
  person.hears(":ana!* JOIN #b");
}

TEST_F(RegisteredRooms, GiveRanksByHandWhileTheStoreIsAway) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.skips_all();
  away = true;
  person.says("MODE #a +o guest");
  person.hears(":ana!* MODE #a +o guest");
  person.says("PART #a");
  guest.says("PART #a");
  guest.skips_all();
  guest.says("JOIN #a");
  guest.hears_in_time(":srv 353 guest = #a :guest");
}

TEST_F(RegisteredRooms, LoseNoneOfTwoChangesAtATime) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.says("MODE #a +o guest");
  person.skips_all();
  guest.skips_all();
  person.says("MODE #a +b eve");
  guest.says("MODE #a +b bob");
  guest.says("MODE #a -t");
  person.hears_nothing();
  serves();
  person.hears(":ana!* MODE #a +b eve!*@*");
  person.hears(":guest!* MODE #a +b bob!*@*");
  person.hears(":guest!* MODE #a -t");
  EXPECT_EQ(kept.at("#a").room.lists.size(), 2U);
  EXPECT_EQ(kept.at("#a").room.modes, "+n");
}

TEST_F(RegisteredRooms, LookAtTheRightsWhenAChangesTurnHasCome) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.says("MODE #a +o guest");
  Person& other = chat.registered("other");
  chat.make_operator(other);
  guest.skips_all();
  person.says("TOPIC #a :mine");
  guest.says("MODE #a +m");
  other.says("MODE #a -o guest");
  guest.hears(":other!* MODE #a -o guest");
  serves();
  guest.hears(":ana!* TOPIC #a :mine");
  guest.hears(":srv 482 guest #a *");
}

TEST_F(RegisteredRooms, ChangeThoughTheAskerHasGone) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  guest.skips_all();
  person.says("TOPIC #a :my last");
  person.goes(EndReason::reset);
  guest.hears(":ana!* QUIT *");
  serves();
  guest.hears(":srv TOPIC #a :my last");
  EXPECT_EQ(kept.at("#a").room.topic, "my last");
}

TEST_F(RegisteredRooms, TakeTheNextChangeWhenTheOneBeforeItFails) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.says("MODE #a +o guest");
  person.skips_all();
  guest.skips_all();
  away = true;
  person.says("TOPIC #a :one");
  guest.says("TOPIC #a :two");
  const auto asked = chat.request<AskStore>();
  chat.answered(StoreAnswered{asked.ticket, store::unavailable("no")});
  person.hears(":srv FAIL TOPIC TEMPORARILY_UNAVAILABLE #a :*");
  away = false;
  serves();
  person.hears(":guest!* TOPIC #a :two");
}

TEST_F(RegisteredRooms, AreAnsweredForWhenTheStoreIsTooLate) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.says("MODE #a +o guest");
  person.skips_all();
  guest.skips_all();
  person.says("TOPIC #a :one");
  guest.says("TOPIC #a :two");
  const auto asked = chat.request<AskStore>();
  chat.waits_ms(limits::answer_ms_max + 1);
  person.hears(":srv FAIL TOPIC TEMPORARILY_UNAVAILABLE #a :*");
  guest.hears(":srv FAIL TOPIC TEMPORARILY_UNAVAILABLE #a :*a change before it*");
  chat.answered(StoreAnswered{asked.ticket, {.outcome = store::Outcome::done}});
  person.hears(":srv TOPIC #a :one");
  guest.hears(":srv TOPIC #a :one");
}

TEST_F(RegisteredRooms, KeepTheirNameAndLooksWhileTheyAreEmpty) {
  Person& person = founder();
  person.says("PART #a");
  Person& guest = chat.registered("guest");
  guest.says("JOIN #а");  // Cyrillic
  guest.hears(":srv 479 guest #а *");
}

TEST_F(RegisteredRooms, AreRenamedByTheirFounder) {
  Person& person = founder();
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  person.says("MODE #a +o guest");
  guest.skips_all();
  person.skips_all();
  guest.says("RENAME #a #mine");
  guest.hears(":srv FAIL RENAME CANNOT_RENAME #a #mine :*");
  person.says("RENAME #a #b");
  guest.says("JOIN #b");  // nobody takes it while the store is asked
  guest.hears(":srv 479 guest #b *");
  serves();
  guest.hears(":guest!* PART #a");
  guest.hears(":guest!* JOIN #b");
  EXPECT_TRUE(kept.contains("#b"));
  says(person, "TOPIC #b :still kept");
  EXPECT_EQ(kept.at("#b").room.topic, "still kept");
  EXPECT_EQ(kept.size(), 1U);
}

TEST_F(RegisteredRooms, DoNotGetTheNameOfAClassroomThatPupilsMayMakeMeanwhile) {
  Person& person = founder();
  person.says("RENAME #a #lobby");
  person.hears(":srv FAIL RENAME CANNOT_RENAME #a #lobby :*");
  chat.classroom();
  serves();
  person.says("JOIN #lobby");
  person.hears(":ana!* JOIN #lobby");
}

TEST_F(RegisteredRooms, StayAsTheyAreWhenTheConfigurationDeclaresThemToo) {
  Person& person = founder();
  says(person, "TOPIC #a :ours");
  Person& other = bob();
  other.says("JOIN #a");
  other.skips_all();
  HubSettings settings = with({});
  settings.rooms = {{"#a", "theirs", "ntm", "bob"}};
  chat.takes_settings(settings);
  other.hears(":srv MODE #a +q bob");
  other.hears_nothing();
  chat.takes_settings(with({}));
  other.says("PART #a");
  person.says("PART #a");
  EXPECT_EQ(chat.hub().channel_count(), 1U);
}

TEST_F(RegisteredRooms, KeepTheirNameWhereTheStoreHasAnotherOfTheNewOne) {
  Person& person = founder();
  says(person, "RENAME #a #taken");
  person.hears(":srv FAIL RENAME CHANNEL_NAME_IN_USE #a #taken :*");
  person.says("JOIN #taken");
  person.hears(":ana!* JOIN #taken");
}

TEST_F(RegisteredRooms, LetTheirFounderInPastTheirModes) {
  Person& person = founder();
  says(person, "MODE #a +ikl secret 1");
  person.says("PART #a");
  person.skips_all();
  person.says("JOIN #a");
  person.hears(":ana!* JOIN #a");
}

TEST_F(RegisteredRooms, EndWithTheAccountOfTheirFounder) {
  founder();
  std::vector<store::KeptRoom> rooms = all_kept();
  rooms.push_back(rooms[0]);
  rooms[1].room.name = {"#b", "#b", "#b"};
  rooms[1].room.founder = 2;
  rooms[1].access = {{1, "o"}};
  NullLog log;
  ChatState state(with({}), HashKey{}, 1, {}, log);
  for (const store::KeptRoom& room : rooms) load_room(state, room);
  forget_account(state, 1);
  EXPECT_EQ(state.directory.find_channel("#a"), nullptr);
  const Channel* other = state.directory.find_channel("#b");
  ASSERT_NE(other, nullptr);
  EXPECT_TRUE(other->keeping->access.empty());
}

}  // namespace
}  // namespace uvchat::hub
