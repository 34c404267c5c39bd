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
