#include "tests/hub/room.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using Rename = Room;

TEST_F(Rename, IsToldToThoseWhoKnowItAndAsPartAndJoinToTheOthers) {
  Person& alice = in_room("alice", "draft/channel-rename message-tags");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol", "no-implicit-names");
  given(alice, "TOPIC #a :cats");
  alice.says("RENAME #A #b :typo");
  alice.hears("@msgid=* :alice!* RENAME #a #b :typo");
  alice.hears_nothing();
  bob.hears(":bob!~bob@* PART #a :typo");
  bob.hears(":bob!~bob@* JOIN #b");
  bob.hears(":srv 332 bob #b :cats");
  bob.hears(":srv 333 bob #b alice!*");
  bob.hears(":srv 353 bob = #b :carol bob @alice");
  bob.hears(":srv 366 bob #b :*");
  bob.hears_nothing();
  EXPECT_FALSE(bob.held());
  carol.hears(":carol!* PART #a :typo");
  carol.hears(":carol!* JOIN #b");
  carol.hears(":srv 332 *");
  carol.hears(":srv 333 *");
  carol.hears_nothing();
}

TEST_F(Rename, OfOneWhoDoesNotKnowItIsAnsweredUnderItsLabel) {
  Person& alice = in_room("alice", "labeled-response batch");
  alice.says("@label=x RENAME #a #b");
  alice.hears("@label=x :srv BATCH +label labeled-response");
  alice.hears("@batch=label :alice!* PART #a");
  alice.hears("@batch=label :alice!* JOIN #b");
  alice.hears("@batch=label :srv 353 *");
  alice.hears("@batch=label :srv 366 *");
  alice.hears(":srv BATCH -label");
}

TEST_F(Rename, IsNoPartOfAnotherMembersLabelledAnswer) {
  Person& alice = in_room("alice", "draft/channel-rename");
  Person& bob = in_room("bob", "labeled-response batch");
  bob.says("@label=x OPER admin wrong");
  const auto asked = chat.requests<CheckPassword>();
  ASSERT_EQ(asked.size(), 1U);
  alice.says("RENAME #a #b");
  bob.hears(":bob!* PART #a");
  bob.hears(":bob!* JOIN #b");
  bob.hears_nothing();
  chat.answered(PasswordChecked{asked.front().ticket, PasswordVerdict::mismatch});
  bob.hears("@label=x :srv BATCH +label labeled-response");
  bob.hears("@batch=label :srv 464 *");
  bob.hears(":srv 353 bob = #b :bob @alice");
  bob.hears(":srv 366 bob #b :*");
  bob.hears(":srv BATCH -label");
  bob.hears_nothing();
}

TEST_F(Rename, KeepsAllButTheName) {
  Person& alice = in_room("alice", "draft/channel-rename");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
  given(alice, "MODE #a +ikv key bob");
  given(alice, "INVITE eve #a");
  given(alice, "RENAME #a #b");
  eve.skips_all();
  eve.says("INVITE");
  eve.hears(":srv 336 eve #b");
  eve.hears(":srv 337 *");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
  eve.skips_all();
  eve.says("JOIN #b");
  eve.hears(":eve!* JOIN #b");
  alice.says("MODE #b");
  alice.hears_in_time(":srv 324 alice #b +intk key");
  alice.skips_all();
  bob.says("PRIVMSG #b :still here");
  alice.hears(":bob!* PRIVMSG #b :still here");
}

TEST_F(Rename, MayChangeTheCaseAlone) {
  Person& alice = in_room("alice", "draft/channel-rename");
  Person& bob = in_room("bob");
  alice.says("RENAME #a #A");
  alice.hears(":alice!* RENAME #a #A :");
  bob.hears_nothing();
  alice.says("PRIVMSG #a :hi");
  bob.hears(":alice!* PRIVMSG #A :hi");
}

TEST_F(Rename, IsForOperatorsOfTheChannel) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
  given(alice, "MODE #a +h bob");
  bob.says("RENAME #a #b");
  bob.hears(":srv 482 bob #a :*");
  eve.says("RENAME #a #b");
  eve.hears(":srv 442 eve #a :*");
  eve.says("RENAME #none #b");
  eve.hears(":srv 403 eve #none :*");
  alice.says("RENAME #a");
  alice.hears(":srv 461 alice RENAME :*");
}

TEST_F(Rename, TakesOnlyANameThatIsFree) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  eve.says("JOIN #taken");
  alice.says("RENAME #a #TAKEN");
  alice.hears(":srv FAIL RENAME CHANNEL_NAME_IN_USE #a #TAKEN :*");
  alice.says("RENAME #a #a");
  alice.hears(":srv FAIL RENAME CHANNEL_NAME_IN_USE #a #a :*");
  alice.says("RENAME #a bad");
  alice.hears(":srv FAIL RENAME CANNOT_RENAME #a bad :*");
  alice.says("RENAME #a :#b c");
  alice.hears(":srv FAIL RENAME CANNOT_RENAME #a * :*");
}

TEST_F(Rename, NeverTakesAClassroomAway) {
  Person& alice = chat.registered("alice", "draft/channel-rename");
  alice.says("JOIN #lobby");
  Person& pupil = chat.classroom();
  alice.skips_all();
  alice.says("RENAME #lobby #b");
  alice.hears(":srv FAIL RENAME CANNOT_RENAME #lobby #b :*");
  alice.says("RENAME #lobby #Lobby");
  alice.hears(":alice!* RENAME #lobby #Lobby :");
  pupil.hears_nothing();
}

TEST_F(Rename, OfManyMembersShowsEachAllNamesInPages) {
  Person& alice = in_room("alice", "draft/channel-rename");
  std::vector<Person*> others;
  for (int i = 0; i < 600; ++i) {
    others.push_back(&chat.registered("m" + std::to_string(i)));
    others.back()->says("JOIN #a");
  }
  for (Person* other : others) other->skips_all();
  alice.says("RENAME #a #b");
  EXPECT_EQ(alice.penalty_ms(), limits::charge_ms_max);  // for the names that each is told
  EXPECT_EQ(others.front()->penalty_ms(), 0U);
  EXPECT_GE(chat.ticks(), 3U);
  for (Person* other : {others.front(), others.back()}) {
    other->hears_in_time(":srv 366 * #b :*");
    other->hears_nothing();
    EXPECT_FALSE(other->held());
  }
}

}  // namespace
}  // namespace uvchat::hub
