// What lines cost, by count: no test here looks at a clock.

#include <gtest/gtest.h>

#include <set>

#include "hub/command.h"
#include "tests/hub/heavy_world.h"
#include "tests/hub/room.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::uint64_t line_bound = 10'000;
constexpr std::uint64_t entry_bound = 300;  // the last entry of a page may go so far beyond it

TEST(Work, OfNoLineIsMoreThanItsBound) {
  HeavyWorld world;
  std::set<std::string_view> tried;
  for (const HeavyLine& line : HeavyWorld::lines()) {
    tried.insert(line.command);
    const Cost cost = world.cost_of(line);
    EXPECT_TRUE(cost.answered) << line.command << " " << line.what;
    EXPECT_LE(cost.line, line_bound) << line.command << " " << line.what;
    EXPECT_LE(cost.page, limits::page_work_max + entry_bound) << line.command << " " << line.what;
  }
  for (const Command& command : command_table()) {
    EXPECT_TRUE(tried.contains(command.name)) << command.name << " was not tried";
  }
}

TEST(Work, OfALineThatIsRefusedIsPaidForToo) {
  Conversation chat;
  Person& owner = chat.registered("owner");
  Person& eve = chat.registered("eve");
  for (int r = 0; r < 20; ++r) {
    const std::string room = "#r" + std::to_string(r);
    owner.says("JOIN " + room);
    for (int i = 0; i < 60; ++i) owner.says("MODE " + room + " +b *x" + std::to_string(i) + "?*");
    owner.says("MODE " + room + " +b eve");
  }
  std::string all = "#r0";
  for (int r = 1; r < 20; ++r) all += ",#r" + std::to_string(r);
  eve.says("JOIN " + all);
  EXPECT_GT(eve.penalty_ms(), 0U);
  const std::uint32_t paid = eve.penalty_ms();
  eve.says("JOIN " + all);  // the verdicts are known by now
  EXPECT_EQ(eve.penalty_ms(), paid);
}

TEST(Work, OfAHeavyLineHoldsBackWhatItsSenderHasSentBehindIt) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  for (int i = 0; i < 100; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  std::string there_and_back;
  for (int i = 0; i < 20; ++i) there_and_back += "+u-u";
  alice.says("MODE #a " + there_and_back);  // looks at each member each time
  EXPECT_TRUE(alice.held());
  alice.says("PRIVMSG bob :later");
  bob.hears_nothing();
  chat.waits_ms(alice.penalty_ms() + limits::tick_ms);
  chat.waits_ms(limits::tick_ms);
  bob.hears(":alice!* PRIVMSG bob :later");
  EXPECT_FALSE(alice.held());
}

TEST(Work, OfAHeavyLineIsPaidForByOneWhoGoesTooAndThenTheyAreGone) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  for (int i = 0; i < 100; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  std::string there_and_back;
  for (int i = 0; i < 20; ++i) there_and_back += "+u-u";
  alice.says("MODE #a " + there_and_back);
  EXPECT_TRUE(alice.held());
  alice.goes();
  chat.waits_ms(alice.penalty_ms() + limits::tick_ms);
  EXPECT_TRUE(alice.closed());
  bob.says("WHOIS alice");
  bob.hears_in_time(":srv 401 bob alice :*");
}

// Three strokes, which are read in eight ways, and letters with many marks.
std::string heavy_look(std::string_view begin, std::string_view end = {}) {
  std::string name(begin);
  for (int i = 0; i < 3; ++i) name += "\u04cf";
  for (int i = 0; i < 35; ++i) name += "\u1f82";
  return name + std::string(end);
}

TEST(Work, OfWhatANameLooksLikeIsDoneWhenItIsTakenAndNotAgain) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  const auto work_of = [&](const std::string& line) {
    const std::uint64_t before = chat.hub().work_done();
    alice.says(line);
    chat.waits_ms(limits::charge_ms_max);
    return chat.hub().work_done() - before;
  };
  const std::string room = heavy_look("#");
  EXPECT_GT(work_of("JOIN " + room), 1'500U);
  EXPECT_GT(alice.penalty_ms(), 0U);
  EXPECT_LT(work_of("PART " + room), 100U);
  EXPECT_LT(work_of("JOIN #a"), 100U);
}

TEST(Work, OfANickOfTheClassroomIsPaidForByWhoIntroducesThemselvesByIt) {
  Conversation chat;
  Person& ana = chat.classroom();
  ana.says(heavy_look("").substr(0, 60) + ": hello");
  EXPECT_GT(ana.penalty_ms(), 0U);
}

TEST(Work, OfLeavingAllRoomsEndsWhereThatOfALineDoes) {
  HubSettings settings = Conversation::some_settings();
  settings.channels_per_user_max = 600;
  settings.flood.enabled = false;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  for (int i = 0; i < 350; ++i) alice.says("JOIN " + heavy_look("#", std::to_string(i)));
  alice.skips_all();
  const std::uint64_t before = chat.hub().work_done();
  alice.says("JOIN 0");
  EXPECT_LT(chat.hub().work_done() - before, line_bound);
  alice.hears_in_time(":srv 407 alice #* :*");
  alice.says("JOIN 0");
  alice.skips_all();
  alice.says("WHOIS alice");
  alice.hears(":srv 311 *");
  alice.hears(":srv 312 *");  // and no channels
}

TEST(Work, OfAnAnswerInPagesHoldsBackWhatItsSenderHasSentBehindIt) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  for (int i = 0; i < 1'500; ++i) chat.registered("m" + std::to_string(i));
  alice.says("WHO *x?y?z*");
  alice.hears(":srv 315 alice *");
  EXPECT_GT(alice.penalty_ms(), limits::heavy_work / limits::work_per_ms);
  EXPECT_TRUE(alice.held());
  alice.says("PRIVMSG bob :later");
  bob.hears_nothing();
  chat.waits_ms(alice.penalty_ms() + limits::tick_ms);
  chat.waits_ms(limits::tick_ms);
  bob.hears(":alice!* PRIVMSG bob :later");
  EXPECT_FALSE(alice.held());
}

TEST(Work, OfShowingWhomAnAuditoriumHasHiddenIsPaidForByWhoAsksAndIsDoneOnce) {
  Conversation chat;
  Person& host = chat.registered("host");
  host.says("JOIN #a");
  host.says("MODE #a +u");
  std::vector<Person*> audience;
  for (int i = 0; i < 60; ++i) audience.push_back(&chat.registered("m" + std::to_string(i)));
  for (Person* person : audience) person->says("JOIN #a");
  for (Person* person : audience) person->skips_all();
  host.says("MODE #a -u");
  EXPECT_GT(host.penalty_ms(), limits::heavy_work / limits::work_per_ms);
  EXPECT_TRUE(host.held());
  audience.back()->hears(":host!* MODE #a -u");
  audience.back()->hears(":m*!* JOIN #a");
  chat.waits_ms(host.penalty_ms() + limits::tick_ms);
  for (Person* person : audience) person->skips_all();
  const std::uint64_t before = chat.hub().work_done();
  for (int i = 0; i < 3; ++i) {
    host.says("MODE #a +u");
    host.says("MODE #a -u");
  }
  EXPECT_LT(chat.hub().work_done() - before, 60U * 30U);
  for (int i = 0; i < 3; ++i) {
    audience.back()->hears(":host!* MODE #a +u");
    audience.back()->hears(":host!* MODE #a -u");
  }
  audience.back()->hears_nothing();
}

// Whoever is asked about, the caller pays the same: what it costs must not tell what is secret.
struct Price : Room {
  Price() {
    for (const char* nick : {"none", "many"}) in_room(nick);
    for (int i = 0; i < 60; ++i) {
      given(*members.back(), "JOIN #s" + std::to_string(i));
      given(*members.back(), "MODE #s" + std::to_string(i) + " +s");
      given(eve, "JOIN #e" + std::to_string(i));
    }
  }
  std::uint64_t of(const std::string& line) {
    const std::uint64_t before = chat.hub().work_done();
    eve.says(line);
    return chat.hub().work_done() - before;
  }
  Person& eve = chat.registered("eve");
};

TEST_F(Price, OfWhoisDoesNotTellInHowManySecretRoomsSomebodyIs) {
  EXPECT_EQ(of("WHOIS none"), of("WHOIS many"));
}

TEST_F(Price, OfWhoDoesNotTellInHowManySecretRoomsSomebodyIs) {
  given(*members[0], "MODE none +i");
  given(*members[1], "MODE many +i");
  EXPECT_EQ(of("WHO non?"), of("WHO man?"));
}

TEST(Work, OfAnInvitationDoesNotTellWhoIsHidden) {
  HubSettings settings = Conversation::some_settings();
  settings.large_room_members = 3;
  Conversation chat(settings);
  for (int i = 0; i < 40; ++i) chat.registered("m" + std::to_string(i)).says("JOIN #a");
  Person& eve = chat.registered("eve");
  chat.registered("n39");
  eve.says("JOIN #a");
  eve.says("PRIVMSG #a :hello");
  const auto work_of = [&](std::string_view line) {
    const std::uint64_t before = chat.hub().work_done();
    eve.says(line);
    return chat.hub().work_done() - before;
  };
  const std::uint64_t of_absent = work_of("INVITE n39 #a");
  const std::uint64_t of_hidden = work_of("INVITE m39 #a");
  EXPECT_GE(of_hidden + 5, of_absent);
  EXPECT_GE(of_absent + 5, of_hidden);
}

TEST(Work, OfAPageOfABanEndsWithTheSessionThatFillsIt) {
  Conversation chat;
  Person& root = chat.registered("root");
  chat.make_operator(root);
  std::vector<Person*> banned;
  for (int i = 0; i < 300; ++i) {
    banned.push_back(&chat.connected(0, "203.0.113.9"));
    banned.back()->says("NICK b" + std::to_string(i));
    banned.back()->says("USER b 0 * :b");
    banned.back()->says("JOIN #a" + std::to_string(i % 10));
  }
  chat.pages_wait(true);
  const std::uint64_t before = chat.hub().work_done();
  root.says("DLINE 203.0.113.9 :gone");
  EXPECT_LT(chat.hub().work_done() - before, limits::page_work_max + entry_bound);
  EXPECT_TRUE(banned.front()->closed());
  EXPECT_FALSE(banned.back()->closed());
  chat.pages_wait(false);
  for (int i = 0; i < 40; ++i) chat.waits_ms(limits::tick_ms);
  for (Person* person : banned) EXPECT_TRUE(person->closed());
}

TEST(Work, OfOneTargetSaidManyTimesIsCounted) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  std::string many = "\u00e9";
  for (int i = 0; i < 150; ++i) many += ",\u00e9";
  const std::uint64_t before = chat.hub().work_done();
  alice.says("PRIVMSG " + many + " :x");
  EXPECT_GT(chat.hub().work_done() - before, 250U);
}

struct Verdict : Room {
  Person& owner = in_room("owner");
  Person& eve = in_room("eve");

  void expect_muted(std::string_view why) {
    all_skip();
    eve.says("PRIVMSG #a :x");
    eve.hears(":srv 404 eve* #a :*");
    owner.hears_nothing();
    ASSERT_FALSE(HasFailure()) << why;
  }
  void expect_heard(std::string_view why) {
    all_skip();
    eve.says("PRIVMSG #a :x");
    owner.hears(":eve*!* PRIVMSG #a :x");
    ASSERT_FALSE(HasFailure()) << why;
  }
};

TEST_F(Verdict, ChangesWithTheLists) {
  expect_heard("there is no list");
  given(owner, "MODE #a +b eve");
  expect_muted("banned");
  given(owner, "MODE #a +e *!*eve@*");
  expect_heard("excepted");
  given(owner, "MODE #a -e *!*eve@*");
  expect_muted("no longer excepted");
  given(owner, "MODE #a -b eve");
  expect_heard("no longer banned");
}

TEST_F(Verdict, ChangesWithTheUser) {
  given(owner, "MODE #a +bb r:*spam* evelyn");
  expect_heard("neither holds");
  given(eve, "SETNAME :buy spam here");
  expect_muted("the real name");
  given(eve, "SETNAME :eve");
  expect_heard("another real name");
  given(eve, "NICK evelyn");
  expect_muted("the nick");
  given(eve, "NICK eve");
  expect_heard("another nick");
}

TEST_F(Verdict, ChangesWithTheRoomsOfTheUser) {
  given(owner, "JOIN #b");
  given(owner, "MODE #a +b m:j:#b");
  expect_heard("not there");
  given(eve, "JOIN #b");
  expect_muted("there");
  given(owner, "RENAME #b #c");
  expect_heard("the room has another name");
  given(owner, "RENAME #c #b");
  chat.waits_ms(limits::rename_interval_ms);
  given(owner, "RENAME #c #b");
  expect_muted("and its old one again");
  given(eve, "PART #b");
  expect_heard("gone from there");
}

TEST_F(Verdict, IsOfOneWhoHasGoneNotOfAnother) {
  given(owner, "MODE #a +b eve");
  expect_muted("banned");
  eve.goes();
  all_skip();
  Person& other = in_room("mallory");
  other.says("PRIVMSG #a :x");
  owner.hears_in_time(":mallory!* PRIVMSG #a :x");
}

}  // namespace
}  // namespace uvchat::hub
