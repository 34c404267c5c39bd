#include "tests/hub/conversation.h"
#include "uvchat/base/limits.h"

// What one MODE command may ask for, and whom the modes of a channel still hold back.

namespace uvchat::hub {
namespace {

TEST(ModeCommand, ShowsAListOnceHoweverOftenItIsAskedFor) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.says("MODE #a +b mallory");
  alice.skips_all();
  alice.says("MODE #a bbbbbbbb");
  alice.hears(":srv 367 alice #a mallory!*@* alice!*");
  alice.hears(":srv 368 alice #a :*");
  alice.hears_nothing();
}

TEST(ModeCommand, IsTakenUpToABound) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("MODE #a " + std::string(400, 'y'));
  for (std::size_t i = 0; i < limits::mode_changes_max; ++i) alice.hears(":srv 472 alice y :*");
  alice.hears(":srv NOTICE alice :MODE #a: Only the first 40 changes were looked at");
  alice.hears_nothing();
  alice.says("MODE #a +\u00e9");
  alice.hears(":srv 472 alice * :*");
}

TEST(ModeCommand, IsToldInSeveralLinesWhereOneWouldBeCut) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.skips_all();
  const std::string mask(150, 'm');
  alice.says("MODE #a +bbb 1" + mask + " 2" + mask + " 3" + mask);
  alice.hears(":alice!* MODE #a +bb 1" + mask + "!*@* 2" + mask + "!*@*");
  alice.hears(":alice!* MODE #a +b 3" + mask + "!*@*");
}

TEST(Forward, IsNotInheritedByALaterChannelOfThatName) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& eve = chat.registered("eve");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a,#b");
  alice.says("MODE #a +if #b");
  alice.says("PART #b");
  eve.says("JOIN #b");
  bob.says("JOIN #a");
  bob.hears(":srv 473 bob #a :*");
  bob.hears_nothing();
}

TEST(ClassroomSession, IsHeldToTheModesOfItsRoom) {
  Conversation chat;
  Person& pupil = chat.classroom();
  Person& alice = chat.registered("alice");
  alice.says("JOIN #lobby");
  alice.hears_in_time(":srv 353 alice = #lobby :@alice guest1");
  alice.says("MODE #lobby +i");
  Person& late = chat.classroom();
  EXPECT_TRUE(late.closed());
  EXPECT_FALSE(pupil.closed());
}

}  // namespace
}  // namespace uvchat::hub
