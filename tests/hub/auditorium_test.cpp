#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

// alice is the operator of #a, bob a member, eve outside.
struct Auditorium : Room {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
};

TEST_F(Auditorium, HidesItsAudience) {
  given(alice, "MODE #a +u");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
  eve.hears(":srv 353 eve = #a :@alice");
  alice.hears(":eve!* JOIN #a");
  bob.hears_nothing();
  eve.skips_all();
  alice.says("MODE #a +v eve");
  bob.hears(":alice!* MODE #a +v eve");
  alice.skips_all();
  bob.says("NAMES #a");
  bob.hears(":srv 353 bob = #a :+eve bob @alice");
  bob.skips_all();
  eve.says("QUIT");
  bob.hears(":eve!* QUIT *");
}

TEST_F(Auditorium, ShowsWhoWasThereBeforeItUntilHeLeaves) {
  Person& carol = in_room("carol");
  given(alice, "MODE #a +u");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
  eve.hears(":srv 353 eve = #a :@alice");
  eve.skips_all();
  carol.says("NICK caro");
  bob.hears(":carol!* NICK caro");
  carol.says("PART #a");
  bob.hears(":caro!* PART #a");
  eve.hears_nothing();
  carol.says("JOIN #a");
  carol.says("PART #a");
  bob.hears_nothing();
}

TEST_F(Auditorium, ShowsWhoHadARankUntilHeLeaves) {
  given(alice, "MODE #a +u");
  Person& carol = in_room("carol");
  given(alice, "MODE #a +v carol");
  given(alice, "MODE #a -v carol");
  bob.says("NAMES #a");
  bob.hears(":srv 353 bob = #a :carol bob @alice");
  bob.hears(":srv 366 *");
  carol.says("QUIT");
  bob.hears(":carol!* QUIT *");
}

TEST_F(Auditorium, IsShownToWhoWasItsOperatorUntilHeLeaves) {
  given(alice, "MODE #a +uo bob");
  Person& carol = in_room("carol");
  given(alice, "MODE #a -o bob");
  carol.says("NICK caro");
  bob.hears(":carol!* NICK caro");
  carol.says("QUIT");
  bob.hears(":caro!* QUIT *");
  given(bob, "PART #a");
  given(bob, "JOIN #a");
  eve.says("JOIN #a");
  bob.hears_nothing();
}

TEST_F(Auditorium, ThatEndsTellsOfThoseWhoCameUnseen) {
  given(alice, "MODE #a +u");
  in_room("carol");
  in_room("dan");
  alice.says("MODE #a -u");
  bob.hears(":alice!* MODE #a -u");
  bob.hears(":dan!* JOIN #a");
  bob.hears(":carol!* JOIN #a");
  bob.hears_nothing();
  alice.hears(":alice!* MODE #a -u");
  alice.hears_nothing();
}

TEST_F(Auditorium, ThatEndsShowsItsAudienceForGood) {
  given(alice, "MODE #a +u");
  Person& carol = in_room("carol");
  given(alice, "MODE #a -u");
  bob.says("NAMES #a");
  bob.hears(":srv 353 bob = #a :carol bob @alice");
  bob.skips_all();
  given(alice, "MODE #a +u");
  carol.says("PART #a");
  bob.hears(":carol!* PART #a");
}

}  // namespace
}  // namespace uvchat::hub
