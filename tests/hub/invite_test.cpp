#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

using Invite = Room;

TEST_F(Invite, OfAnOperatorOpensAllButOnce) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  given(alice, "MODE #a +iklb key 1 eve");
  alice.says("INVITE EVE #A");
  alice.hears(":srv 341 alice eve #a");
  eve.hears(":alice!* INVITE eve #a");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
  eve.says("PART #a");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":srv 47* eve #a :*");
}

TEST_F(Invite, OfAMemberOpensNothing) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
  bob.says("INVITE eve #a");
  bob.hears(":srv 341 bob eve #a");
  eve.hears(":bob!* INVITE eve #a");
  given(alice, "MODE #a +i");
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a :*");
  bob.says("INVITE eve #a");
  bob.hears(":srv 482 bob #a :*");
  eve.hears_nothing();
}

TEST_F(Invite, WhatIsWrongIsSaid) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  alice.says("INVITE nobody #a");
  alice.hears(":srv 401 alice nobody :*");
  alice.says("INVITE eve #none");
  alice.hears(":srv 403 alice #none :*");
  alice.says("INVITE alice #a");
  alice.hears(":srv 443 alice alice #a :*");
  alice.says("INVITE eve");
  alice.hears(":srv 461 alice INVITE :*");
  eve.says("INVITE alice #a");
  eve.hears(":srv 442 eve #a :*");
}

TEST_F(Invite, IsListedUntilUsed) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  given(alice, "INVITE eve #a");
  eve.skips_all();
  eve.says("INVITE");
  eve.hears(":srv 336 eve #a");
  eve.hears(":srv 337 eve :*");
  eve.says("JOIN #a");
  eve.skips_all();
  eve.says("INVITE");
  eve.hears(":srv 337 eve :*");
}

TEST_F(Invite, IsForThisChannelAndNotForALaterOne) {
  Person& alice = in_room("alice");
  Person& eve = chat.registered("eve");
  given(alice, "INVITE eve #a");
  given(alice, "PART #a");
  given(alice, "JOIN #a");
  given(alice, "MODE #a +i");
  eve.skips_all();
  eve.says("INVITE");
  eve.hears(":srv 337 eve :*");
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a :*");
}

TEST_F(Invite, OperatorsWhoAskedAreTold) {
  Person& alice = in_room("alice", "invite-notify");
  Person& bob = in_room("bob", "invite-notify");
  Person& carol = in_room("carol");
  chat.registered("eve");
  carol.says("INVITE eve #a");
  alice.hears(":carol!* INVITE eve #a");
  bob.hears_nothing();
}

using JoinZero = Room;

TEST_F(JoinZero, LeavesAll) {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  given(alice, "JOIN #b");
  alice.says("JOIN 0");
  bob.hears(":alice!* PART #a");
  EXPECT_EQ(chat.hub().channel_count(), 1U);
}

TEST(InviteRight, TellsNobodyWhoIsHereWhoMayNotInvite) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  alice.says("MODE #a +i");
  for (const char* nick : {"alice", "nosuch"}) {
    bob.says("INVITE " + std::string(nick) + " #a");
    bob.hears(":srv 442 bob #a :*");
  }
  alice.says("MODE #a -i");
  bob.says("JOIN #a");
  alice.says("MODE #a +i");
  bob.skips_all();
  for (const char* nick : {"alice", "nosuch"}) {
    bob.says("INVITE " + std::string(nick) + " #a");
    bob.hears(":srv 482 bob #a :*");
  }
}

TEST(Invitation, OfAMemberTakesNothingFromAnOperators) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& eve = chat.registered("eve");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a");
  eve.says("JOIN #a");
  alice.says("MODE #a +k secret");
  alice.says("INVITE bob #a");
  eve.says("INVITE bob #a");
  bob.skips_all();
  bob.says("JOIN #a");
  bob.hears(":bob!* JOIN #a");
}

}  // namespace
}  // namespace uvchat::hub
