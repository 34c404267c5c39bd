// People who are always on, and their rooms, outlive the server, whether it ends by itself or not.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/hub/people_store.h"

namespace uvchat::hub {
namespace {

constexpr std::int64_t ms_of_a_day = 86'400'000;

// ana is always on, and an operator of #a.
Person& ana_in_room(PeopleStore& server) {
  Person& person = server.ana();
  server.says(person, "NS SET always-on on");
  person.says("JOIN #a");
  person.skips_all();
  return person;
}

// Who is in the room, as somebody sees who joins it with this key.
std::string names_in(PeopleStore& server, const std::string& room, const std::string& key = "") {
  Person& eve = server.chat.registered("eve");
  eve.says("JOIN " + room + " " + key);
  for (std::string line = eve.next_line(); !line.empty(); line = eve.next_line()) {
    if (line.find(" 353 ") != line.npos) return line.substr(line.rfind(':') + 1);
  }
  return {};
}

// What a server that starts again finds, when there has been time to store all.
StoredChat stored_by(PeopleStore& server) {
  server.settles();
  return server.stored();
}

// As the store has somebody.
StoredChat with_ana(const std::string& person, std::vector<store::Presence> presence = {}) {
  StoredChat stored = StoredChat::of_two();
  stored.accounts[1].settings = {{"always-on", "on"}, {"person", person}};
  stored.accounts[1].presence = std::move(presence);
  return stored;
}

TEST(AlwaysOnRestart, PeopleAreInTheirRoomsAgainAfterACrash) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  person.says("TOPIC #a :ours");
  person.says("MODE #a +bk eve!*@* secret");
  PeopleStore after(stored_by(before));
  EXPECT_EQ(names_in(after, "#a", "secret"), "");  // who is banned
  Person& bob = after.bob();
  bob.says("JOIN #a secret");
  bob.hears(":bob!* JOIN #a");
  bob.hears(":srv 332 bob #a :ours");
  bob.hears(":srv 333 bob #a ana!*");
  bob.hears(":srv 353 bob = #a :bob @ana");
  bob.skips_all();
  bob.says("PRIVMSG ana :hi");
  bob.hears(":srv 301 bob ana :Disconnected");
  Person& again = after.logged_in("phone", ana_plain);
  again.says("NAMES #a");
  again.hears_in_time(":srv 353 ana = #a :bob @ana");
}

TEST(AlwaysOnRestart, PeopleAreAsTheyWere) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  person.says("SETNAME :Ana of old");
  person.says("MODE ana +iB");
  person.says("AWAY :lunch");
  PeopleStore after(stored_by(before));
  Person& bob = after.bob();
  bob.says("WHOIS ana");
  bob.hears(":srv 311 bob ana ~* * :Ana of old");
  bob.hears(":srv 312 *");
  bob.hears(":srv 301 bob ana :lunch");
  bob.hears(":srv 330 bob ana ana *");
  bob.hears(":srv 335 *");
  bob.hears(":srv 317 *");
}

TEST(AlwaysOnRestart, ASeverThatEndsByItselfLeavesNothingOut) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  person.says("MODE #a +i");
  before.chat.shuts_down();
  before.serves();
  PeopleStore after(before.stored());
  Person& eve = after.chat.registered("eve");
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a *");
  Person& again = after.logged_in("phone", ana_plain);
  again.says("NAMES #a");
  again.hears_in_time(":srv 353 ana = #a :@ana");
}

TEST(AlwaysOnRestart, NobodyIsForgottenWhileAServerEnds) {
  PeopleStore before;
  ana_in_room(before);
  before.settles();
  before.chat.shuts_down();
  PeopleStore after(stored_by(before));
  EXPECT_EQ(names_in(after, "#a"), "eve @ana");
}

TEST(AlwaysOnRestart, MuchThatChangesIsStoredSeldom) {
  PeopleStore server;
  Person& person = ana_in_room(server);
  Person& bob = server.bob();
  bob.says("JOIN #a");
  server.settles();
  const int presences = server.presences;
  const int rooms = server.saved_rooms;
  for (int i = 0; i < 20; ++i) {
    server.says(person, "MODE #a -o+m ana");
    server.says(person, "TOPIC #a :" + std::to_string(i));
  }
  server.settles();
  EXPECT_LE(server.presences, presences + 2);
  EXPECT_LE(server.saved_rooms, rooms + 2);
  server.settles();
  EXPECT_LE(server.presences, presences + 2);  // and nothing where nothing changes
}

TEST(AlwaysOnRestart, WhatTheStoreDoesNotTakeItIsAskedForAgain) {
  PeopleStore before;
  ana_in_room(before);
  before.away = true;
  before.settles();
  EXPECT_TRUE(before.kept.empty());
  before.away = false;
  before.settles();
  PeopleStore after(stored_by(before));
  EXPECT_EQ(names_in(after, "#a"), "eve @ana");
}

TEST(AlwaysOnRestart, WhatTheStoreDoesNotAnswerItIsAskedForAgain) {
  PeopleStore before;
  ana_in_room(before);
  for (int i = 0; i < 5; ++i) {
    before.chat.waits_ms(1'000);
    before.chat.requests<AskStore>();
  }
  EXPECT_TRUE(before.kept.empty());
  before.settles();
  before.settles();
  PeopleStore after(stored_by(before));
  EXPECT_EQ(names_in(after, "#a"), "eve @ana");
}

TEST(AlwaysOnRestart, ARoomIsStoredAsLongAsSomebodyIsInItWhoIsAlwaysOn) {
  PeopleStore server;
  Person& person = ana_in_room(server);
  Person& bob = server.bob();
  bob.says("JOIN #a");
  bob.says("JOIN #b");
  server.settles();
  EXPECT_TRUE(server.kept.contains("#a"));
  EXPECT_FALSE(server.kept.contains("#b"));
  person.says("PART #a");
  server.settles();
  EXPECT_TRUE(server.kept.empty());
  person.says("JOIN #b");
  server.settles();
  EXPECT_TRUE(server.kept.contains("#b"));
  person.says("PART #b");
  bob.says("PART #b");
  server.settles();
  EXPECT_TRUE(server.kept.empty());
}

TEST(AlwaysOnRestart, ARoomIsStoredUnderItsNewName) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  before.settles();
  before.says(person, "RENAME #a #b");
  before.settles();
  EXPECT_FALSE(before.kept.contains("#a"));
  PeopleStore after(before.stored());
  EXPECT_EQ(names_in(after, "#b"), "eve @ana");
}

// A crash between the two leaves it in the store as both.
TEST(AlwaysOnRestart, ARoomIsNotKeptUnderTheNameThatItHadBefore) {
  StoredChat stored = with_ana("0 + ana ~u h\nReal\n", {{"#b", "o", 0}});
  const auto room = [](const std::string& text, const std::string& fold, const std::string& look) {
    store::KeptRoom kept;
    kept.room.name = {text, fold, look};
    kept.room.modes = "+nt";
    return kept;
  };
  stored.rooms = {room("#\u0392", "#\u03b2", "#ss"), room("#b", "#b", "#b")};
  PeopleStore server(stored);
  EXPECT_EQ(names_in(server, "#b"), "eve @ana");
  server.settles();
  EXPECT_TRUE(server.kept.contains("#b"));
  EXPECT_FALSE(server.kept.contains("#\u03b2"));
}

TEST(AlwaysOnRestart, ARoomThatIsRegisteredStaysSo) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  before.settles();
  before.says(person, "CS REGISTER #a");
  before.settles();
  EXPECT_EQ(before.kept.at("#a").room.founder, 1U);
  person.says("PART #a");
  before.settles();
  EXPECT_TRUE(before.kept.contains("#a"));
}

TEST(AlwaysOnRestart, ARoomThatIsRegisteredNoMoreIsStoredForTheirSake) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  before.says(person, "CS REGISTER #a");
  person.skips_all();
  person.says("CS DROP #a");
  const std::string asked = person.next_line();
  before.says(person, "CS DROP #a " + asked.substr(asked.rfind(' ') + 1));
  EXPECT_TRUE(before.kept.empty());
  before.settles();
  ASSERT_TRUE(before.kept.contains("#a"));
  EXPECT_EQ(before.kept.at("#a").room.founder, 0U);
}

TEST(AlwaysOnRestart, ANewRoomOfThatNameIsNotTakenForTheOldOne) {
  PeopleStore server;
  Person& person = ana_in_room(server);
  server.settles();
  person.says("PART #a");
  Person& bob = server.bob();
  bob.says("JOIN #a");
  server.says(bob, "CS REGISTER #a");
  server.settles();
  ASSERT_TRUE(server.kept.contains("#a"));
  EXPECT_EQ(server.kept.at("#a").room.founder, 2U);
}

TEST(AlwaysOnRestart, RanksOfARegisteredRoomAreThoseThatPeopleHad) {
  PeopleStore before;
  Person& bob = before.bob();
  bob.says("JOIN #a");
  before.says(bob, "CS REGISTER #a");
  Person& person = ana_in_room(before);
  bob.says("MODE #a +v ana");
  before.settles();
  person.goes();
  PeopleStore after(stored_by(before));
  EXPECT_EQ(names_in(after, "#a"), "eve +ana");
}

TEST(AlwaysOnRestart, WhoEndedIsNotHereAgain) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  before.settles();
  EXPECT_NE(before.setting(1, "person"), "");
  Person& boss = before.chat.registered("boss");
  before.chat.make_operator(boss);
  boss.says("KILL ana :out");
  EXPECT_TRUE(person.closed());
  before.settles();
  EXPECT_EQ(before.setting(1, "person"), "");
  EXPECT_TRUE(before.accounts_of.at(1).presence.empty());
  EXPECT_TRUE(before.kept.empty());
}

TEST(AlwaysOnRestart, WhoWantsItNoMoreIsForgotten) {
  PeopleStore before;
  Person& person = ana_in_room(before);
  before.settles();
  before.says(person, "NS SET always-on off");
  before.settles();
  EXPECT_EQ(before.setting(1, "person"), "");
  EXPECT_TRUE(before.kept.empty());
}

TEST(AlwaysOnRestart, NobodyIsHereWhoNeverWas) {
  PeopleStore server(StoredChat::of_two(), AlwaysOn::opt_out);
  Person& eve = server.chat.registered("eve");
  eve.says("ISON ana bob");
  eve.hears(":srv 303 eve :");
}

TEST(AlwaysOnRestart, AServerThatKeepsNobodyForgetsThoseWhoWereKept) {
  PeopleStore before;
  ana_in_room(before);
  before.settles();
  PeopleStore after(before.stored(), AlwaysOn::off);
  EXPECT_EQ(names_in(after, "#a"), "@eve");
  after.settles();
  EXPECT_EQ(after.setting(1, "person"), "");
  EXPECT_TRUE(after.kept.empty());
}

TEST(AlwaysOnRestart, AnAbsenceGoesOn) {
  const std::int64_t now_ms = 1'790'000'000'123;
  PeopleStore server(with_ana(std::to_string(now_ms - 29 * ms_of_a_day) + " + ana ~u h\nReal\n"));
  Person& eve = server.chat.registered("eve");
  eve.says("MONITOR + ana");
  eve.hears(":srv 730 eve :ana!~u@h");
  server.chat.waits_ms(static_cast<std::uint64_t>(ms_of_a_day));
  eve.hears_in_time(":srv 731 * :ana");
}

TEST(AlwaysOnRestart, NobodySeesARoomAgainThatBansThem) {
  StoredChat stored = with_ana("0 + ana ~u h\nReal\n", {{"#a", "", 0}, {"#b", "o", 0}});
  for (const std::string name : {"#a", "#b"}) {
    store::KeptRoom room;
    room.room.name = {name, name, name};
    room.room.modes = "+nt";
    room.room.lists = {{'b', {"*!*@h", "bob", "0"}}};
    stored.rooms.push_back(room);
  }
  PeopleStore server(stored);
  EXPECT_EQ(names_in(server, "#a"), "@eve");
  Person& bob = server.bob();
  bob.says("JOIN #b");
  bob.hears_in_time(":srv 353 bob = #b :bob @ana");
}

TEST(AlwaysOnRestart, WhatSomebodyHasSpoiltIsLeftOut) {
  for (const char* text :
       {"", "x", "0 + ana ~u h", "0 + ana u h\nReal\n", "0 + ana ~u h h\nReal\n",
        "-1 + ana ~u h\nReal\n", "0 + ana ~u h:\r\nReal\n", "0 + ana ~u h\nRe\x01l\n",
        "0 + ana ~u h\nReal\na\nb", "9999999999999999999999 + ana ~u h\nReal\n"}) {
    PeopleStore server(with_ana(text, {{"#nowhere", "o", 0}}));
    Person& eve = server.chat.registered("eve");
    eve.says("ISON ana");
    eve.hears(std::string_view(text) == "0 + ana ~u h" ? ":srv 303 eve :*" : ":srv 303 eve :");
    server.settles();
  }
}

TEST(AlwaysOnRestart, NobodyHasANickOfOthersAgain) {
  for (const char* nick : {"bob", "NickServ", "#a", "b\u043eb"}) {
    PeopleStore server(with_ana("0 +o " + std::string(nick) + " ~u h\nReal\n"));
    Person& eve = server.chat.registered("eve");
    eve.says("WHOIS ana");
    eve.hears(":srv 311 eve ana ~u h * :Real");
    eve.hears(":srv 312 *");
    eve.hears(":srv 301 *");
    eve.hears(":srv 330 *");  // and no 313
  }
}

TEST(AlwaysOnRestart, PeopleWhoseAddressIsUnknownAreBannedByTheirHost) {
  PeopleStore server(with_ana("0 + ana ~u some.host\nReal\n"));
  Person& boss = server.chat.registered("boss");
  server.chat.make_operator(boss);
  server.says(boss, "KLINE ana :out");
  boss.hears_in_time(":srv FAIL KLINE INVALID_MASK :ana has not been connected *");
  boss.says("WHOIS ana");
  boss.hears(":srv 311 *");
  boss.hears(":srv 312 *");
  boss.hears(":srv 301 *");
  boss.hears(":srv 330 *");
  boss.hears(":srv 379 *");
  boss.skips_all();
  server.says(boss, "KLINE *@some.host :out");
  boss.says("ISON ana");
  boss.hears_in_time(":srv 303 boss :");
}

}  // namespace
}  // namespace uvchat::hub
