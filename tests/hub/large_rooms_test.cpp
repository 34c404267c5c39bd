#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

HubSettings small_settings() {
  HubSettings settings = Conversation::some_settings();
  settings.large_room_members = 5;  // and again below 4
  return settings;
}

// alice is the operator of #a; with ben, cleo, dan and eva it is as large as it may be without
// being a large room. Who comes next is not shown.
struct LargeRoom : Room {
  LargeRoom() : Room(small_settings()) {}

  Person& alice = in_room("alice");
  Person& ben = in_room("ben");
  Person& cleo = in_room("cleo");
  Person& dan = in_room("dan");
  Person& eva = in_room("eva");
};

TEST_F(LargeRoom, ShowsWhoComesToItsOperatorsAlone) {
  eva.hears_nothing();
  Person& fay = chat.registered("fay");
  fay.says("JOIN #a");
  fay.hears(":fay!~fay@* JOIN #a");
  fay.hears(":srv 353 fay = #a :fay eva dan cleo ben @alice");
  fay.hears(":srv 366 fay #a *");
  alice.hears(":fay!~fay@* JOIN #a");
  for (Person* other : {&ben, &cleo, &dan, &eva}) other->hears_nothing();
}

TEST_F(LargeRoom, NamesAndWhoLeaveOutWhoIsNotShown) {
  in_room("fay");
  ben.says("NAMES #a");
  ben.hears(":srv 353 ben = #a :eva dan cleo ben @alice");
  ben.skips_all();
  ben.says("WHO #a");
  for (const char* nick : {"eva", "dan", "cleo", "ben", "alice"}) {
    ben.hears(":srv 352 ben #a * srv " + std::string(nick) + " *");
  }
  ben.hears(":srv 315 ben #a *");
  alice.says("NAMES #a");
  alice.hears(":srv 353 alice = #a :fay eva dan cleo ben @alice");
  alice.skips_all();
  alice.says("WHO #a");
  alice.hears(":srv 352 alice #a * srv fay *");
  ben.says("WHOIS fay");
  ben.hears(":srv 311 ben fay *");
  ben.hears(":srv 312 ben fay *");  // no channels
}

TEST_F(LargeRoom, IsCountedWhole) {
  in_room("fay");
  ben.says("LIST #a");
  ben.hears(":srv 321 *");
  ben.hears(":srv 322 ben #a 6 :");
}

TEST_F(LargeRoom, ShowsWhoSpeaksBeforeHisFirstLine) {
  Person& fay = in_room("fay");
  fay.says("PRIVMSG #a :hola");
  for (Person* other : {&ben, &cleo, &dan, &eva}) {
    other->hears(":fay!~fay@* JOIN #a");
    other->hears(":fay!~fay@* PRIVMSG #a :hola");
  }
  alice.hears(":fay!~fay@* PRIVMSG #a :hola");
  fay.says("PRIVMSG #a :again");
  ben.hears(":fay!~fay@* PRIVMSG #a :again");
  ben.says("NAMES #a");
  ben.hears(":srv 353 ben = #a :fay eva dan cleo ben @alice");
  fay.says("QUIT");
  ben.hears(":srv 366 *");
  ben.hears(":fay!~fay@* QUIT *");
}

TEST_F(LargeRoom, ShowsWhoSetsItsTopicInvitesOrIsGivenARank) {
  given(alice, "MODE #a -t");
  Person& fay = in_room("fay");
  fay.says("TOPIC #a :news");
  ben.hears(":fay!* JOIN #a");
  ben.hears(":fay!* TOPIC #a :news");
  Person& gus = in_room("gus");
  all_skip();
  chat.registered("zoe");
  gus.says("INVITE zoe #a");
  ben.hears(":gus!* JOIN #a");
  ben.hears_nothing();
  in_room("hal");
  all_skip();
  alice.says("MODE #a +v hal");
  ben.hears(":hal!* JOIN #a");
  ben.hears(":alice!* MODE #a +v hal");
  alice.hears(":alice!* MODE #a +v hal");
}

TEST_F(LargeRoom, IsNotToldWhatTheUnseenAreAndDo) {
  Person& follower = in_room("flo", "away-notify setname chghost");
  given(follower, "PRIVMSG #a :here");
  Person& fay = in_room("fay");
  all_skip();
  fay.says("AWAY :lunch");
  fay.says("SETNAME :Fay");
  fay.says("NICK faye");
  follower.hears_nothing();
  alice.hears(":fay!* NICK faye");
  fay.says("PRIVMSG #a :hola");
  follower.hears(":faye!* JOIN #a");
  follower.hears(":faye!* AWAY :lunch");
  follower.hears(":faye!* PRIVMSG #a :hola");
  ben.hears(":faye!* JOIN #a");
  ben.hears(":faye!* PRIVMSG #a :hola");
}

TEST_F(LargeRoom, IsNotToldThatTheUnseenLeave) {
  Person& fay = in_room("fay");
  Person& gus = in_room("gus");
  Person& hal = in_room("hal");
  all_skip();
  fay.says("PART #a");
  fay.hears(":fay!* PART #a");
  alice.hears(":fay!* PART #a");
  gus.says("QUIT");
  alice.hears(":gus!* QUIT *");
  alice.says("KICK #a hal :out");
  alice.hears(":alice!* KICK #a hal :out");
  hal.hears(":alice!* KICK #a hal :out");
  for (Person* other : {&ben, &cleo, &dan, &eva}) other->hears_nothing();
}

TEST_F(LargeRoom, LosesManyUnseenInSilence) {
  std::vector<Person*> crowd;
  for (int i = 0; i < 40; ++i) crowd.push_back(&in_room("n" + std::to_string(i)));
  all_skip();
  for (Person* one : crowd) one->goes();
  for (int i = 0; i < 40; ++i) alice.hears(":n" + std::to_string(i) + "!* QUIT *");
  for (Person* other : {&ben, &cleo, &dan, &eva}) other->hears_nothing();
  for (Person* one : crowd) EXPECT_TRUE(one->closed());
}

TEST_F(LargeRoom, ShowsAllWhenItIsLargeNoMore) {
  in_room("fay");
  in_room("gus");
  given(cleo, "PART #a");
  given(dan, "PART #a");
  ben.hears_nothing();
  given(eva, "PART #a");
  ben.hears_nothing();  // 4 are left
  alice.says("KICK #a alice");
  ben.hears(":alice!* KICK #a alice *");
  ben.hears(":gus!* JOIN #a");
  ben.hears(":fay!* JOIN #a");
  ben.says("NAMES #a");
  ben.hears(":srv 353 ben = #a :fay gus ben");
}

TEST_F(LargeRoom, TellsWhoIsMadeAnOperatorOfTheUnseen) {
  Person& fay = in_room("fay");
  given(alice, "MODE #a +o ben");
  in_room("gus");
  ben.says("NAMES #a");
  ben.hears(":srv 353 ben = #a :gus fay eva dan cleo @ben @alice");
  ben.skips_all();
  given(alice, "MODE #a -o ben");
  fay.says("PRIVMSG #a :hola");
  ben.hears(":fay!* JOIN #a");  // he was not told when fay came
  ben.hears(":fay!* PRIVMSG #a :hola");
  members.back()->says("PRIVMSG #a :hola");
  ben.hears(":gus!* PRIVMSG #a :hola");
}

TEST_F(LargeRoom, ShowsAllToServerOperators) {
  Person& root = chat.registered("root");
  chat.make_operator(root);
  in_room("fay");
  root.skips_all();
  root.says("NAMES #a");
  root.hears(":srv 353 root = #a :fay eva dan cleo ben @alice");
  root.skips_all();
  root.says("JOIN #a");
  root.hears(":root!* JOIN #a");
  root.hears(":srv 353 root = #a :root fay eva dan cleo ben @alice");
  root.skips_all();
  Person& gus = in_room("gus");
  root.hears(":gus!* JOIN #a");
  gus.says("QUIT");
  root.hears(":gus!* QUIT *");
  ben.hears_nothing();
}

TEST_F(LargeRoom, ThatIsAnAuditoriumHidesWhoSpeaks) {
  given(alice, "MODE #a +u");
  Person& fay = in_room("fay");
  fay.says("PRIVMSG #a :hola");
  ben.hears(":fay!* PRIVMSG #a :hola");
  given(alice, "MODE #a -u");
  ben.hears_nothing();  // it is large
  fay.says("PRIVMSG #a :hola");
  ben.hears(":fay!* JOIN #a");
  ben.hears(":fay!* PRIVMSG #a :hola");
}

TEST(LargeRooms, AreShownInPiecesWhenTheyAreLargeNoMore) {
  HubSettings settings = small_settings();
  settings.large_room_members = 50;  // and again below 40
  settings.outbox_expanded_bytes_max = 3'000;
  Conversation chat(settings);
  std::vector<Person*> people;
  for (int i = 0; i < 60; ++i) {
    people.push_back(&chat.registered("n" + std::to_string(i)));
    people.back()->says("JOIN #a");
  }
  for (Person* one : people) one->skips_all();
  for (std::size_t i = 1; i < 21; ++i) people[i]->says("PART #a");
  people[40]->skips_all();
  people[21]->says("PART #a");  // 39 are left
  people[40]->hears(":n21!* PART #a");
  for (int i = 59; i >= 50; --i) people[40]->hears(":n" + std::to_string(i) + "!* JOIN #a");
  people[40]->hears_nothing();
  EXPECT_GE(chat.ticks(), 3U);
}

TEST(LargeRooms, AnswerNamesInOnePageHoweverManyAreUnseen) {
  HubSettings settings = small_settings();
  settings.page_entries_max = 6;
  Conversation chat(settings);
  for (int i = 0; i < 40; ++i) chat.registered("n" + std::to_string(i)).says("JOIN #a");
  Person& last = chat.registered("last");
  last.says("JOIN #a");
  last.hears(":last!* JOIN #a");
  last.hears(":srv 353 last = #a :last n4 n3 n2 n1 @n0");
  last.hears(":srv 366 *");
  EXPECT_FALSE(last.held());
}

}  // namespace
}  // namespace uvchat::hub
