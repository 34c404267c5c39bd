#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

using Kick = Room;

TEST_F(Kick, IsToldToAllAndTakesOneOut) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol");
  alice.says("KICK #A BOB :enough");
  for (Person* member : {&alice, &bob, &carol}) member->hears(":alice!* KICK #a bob :enough");
  bob.says("PRIVMSG #a :x");
  bob.hears(":srv 404 bob #a :*");
  alice.says("KICK #a carol");
  carol.hears(":alice!* KICK #a carol :alice");
}

TEST_F(Kick, TakesSeveralAtOnce) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol");
  alice.says("KICK #a bob,nobody,carol :bye");
  alice.hears(":alice!* KICK #a bob :bye");
  alice.hears(":srv 401 alice nobody :*");
  alice.hears(":alice!* KICK #a carol :bye");
  bob.hears(":alice!* KICK #a bob :bye");
  carol.hears(":alice!* KICK #a bob :bye");
  carol.hears(":alice!* KICK #a carol :bye");
}

TEST_F(Kick, IsForOperatorsAndNotAgainstAHigherRank) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& carol = in_room("carol");
  Person& eve = chat.registered("eve");
  bob.says("KICK #a carol");
  bob.hears(":srv 482 bob #a :*");
  eve.says("KICK #a carol");
  eve.hears(":srv 442 eve #a :*");
  eve.says("KICK #none carol");
  eve.hears(":srv 403 eve #none :*");
  alice.says("KICK #a eve");
  alice.hears(":srv 441 alice eve #a :*");
  alice.says("KICK #a");
  alice.hears(":srv 461 alice KICK :*");
  given(alice, "MODE #a +h bob");
  bob.says("KICK #a alice");
  bob.hears(":srv 482 bob #a :*higher*");
  bob.says("KICK #a carol");
  carol.hears(":bob!* KICK #a carol :bob");
}

TEST_F(Kick, OfOneWhoHasNotRegisteredFindsNobody) {
  Person& alice = in_room("alice");
  chat.connected().says("NICK early");
  alice.says("KICK #a early");
  alice.hears(":srv 401 alice early :*");
}

TEST_F(Kick, AReasonIsCutToItsLimit) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  alice.says("KICK #a bob :" + std::string(400, 'x'));
  bob.hears(":alice!* KICK #a bob :" + std::string(390, 'x'));
}

}  // namespace
}  // namespace uvchat::hub
