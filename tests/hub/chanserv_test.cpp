// ChanServ: who registers rooms, and what it does for them.

#include <gtest/gtest.h>

#include <string>

#include "tests/hub/room_store.h"

namespace uvchat::hub {
namespace {

struct RoomsOfChanServ : testing::Test, RoomStore {};

TEST_F(RoomsOfChanServ, GiveRanksByTheirAccessList) {
  Person& person = founder();
  Person& other = bob();
  other.says("JOIN #a");
  person.skips_all();
  other.skips_all();
  says(person, "CS AMODE #a +v bob");
  person.hears(":srv MODE #a +v bob");
  person.hears("* NOTICE ana :bob has +v in #a now.");
  says(person, "CS AMODE #a +o BOB");
  person.hears(":srv MODE #a +o bob");
  person.hears("* NOTICE ana :bob has +ov in #a now.");
  says(person, "CS AMODE #a");
  person.hears("* NOTICE ana :Founder: ana");
  person.hears("* NOTICE ana :bob +ov");
  person.hears("* NOTICE ana :End *");
  EXPECT_EQ(kept.at("#a").access[0].ranks, "ov");
  says(other, "CS AMODE #a +v ana");
  other.hears_in_time("* NOTICE bob :You may not change this in #a.");
  says(person, "CS AMODE #a -o bob");
  person.hears(":srv MODE #a -o bob");
  says(person, "CS AMODE #a +o nobody");
  person.hears_in_time("* NOTICE ana :There is no account nobody.");
  says(person, "CS CLEAR #a access");
  person.hears(":srv MODE #a -v bob");
  EXPECT_TRUE(kept.at("#a").access.empty());
}

TEST_F(RoomsOfChanServ, AreCleared) {
  Person& person = founder();
  Person& other = bob();
  other.says("JOIN #a");
  says(person, "MODE #a +mks secret");
  person.skips_all();
  other.skips_all();
  says(other, "CS CLEAR #a modes");
  other.hears("* NOTICE bob :Only the founder may do that.");
  says(person, "CS CLEAR #a modes");
  person.hears(":ana!* MODE #a -msk *");
  person.skips_all();
  EXPECT_EQ(kept.at("#a").room.modes, "+nt");
  says(person, "CS CLEAR #a users");
  other.hears_in_time(":ana!* KICK #a bob :*");
  person.hears(":ana!* KICK #a bob :*");
  person.hears("* NOTICE ana :The channel is cleared.");
}

TEST_F(RoomsOfChanServ, AreDroppedAndGivenAwayWithAToken) {
  Person& person = founder();
  const auto token_of = [&](const std::string& asked) {
    says(person, asked);
    const std::string line = person.next_line();
    EXPECT_NE(line.find("To confirm: "), line.npos) << line;
    return line.substr(line.rfind(' ') + 1);
  };
  const std::string token = token_of("CS TRANSFER #a bob");
  EXPECT_EQ(kept.at("#a").room.founder, 1U);
  says(person, "CS TRANSFER #a bob " + token_of("CS DROP #a"));
  person.hears("* NOTICE ana :This cannot be taken back.*");
  Person& other = bob();
  says(other, "CS TRANSFER #a");
  other.hears("* NOTICE bob :Nobody offers you #a.");
  says(person, "CS TRANSFER #a bob " + token);
  person.hears("* NOTICE ana :bob may take it now. They say: TRANSFER #a");
  EXPECT_EQ(kept.at("#a").room.founder, 1U);
  other.hears(":ChanServ!* NOTICE bob :ana offers you the channel #a. *");
  says(other, "CS TRANSFER #a");
  other.hears("* NOTICE bob :bob is the founder of #a now.");
  EXPECT_EQ(kept.at("#a").room.founder, 2U);
  person.hears(":* MODE #a -q ana");
  says(person, "CS DROP #a");
  person.hears("* NOTICE ana :Only the founder may do that.");
  says(other, "CS DROP #a");
  const std::string line = other.next_line();
  says(other, "CS DROP #a " + line.substr(line.rfind(' ') + 1));
  other.hears("* NOTICE bob :#a is not registered any more.");
  EXPECT_TRUE(kept.empty());
  person.says("PART #a");
  EXPECT_EQ(chat.hub().channel_count(), 0U);
}

TEST_F(RoomsOfChanServ, ThatAreSecretAreToldToNobodyOutside) {
  Person& person = founder();
  says(person, "MODE #a +s");
  Person& guest = chat.registered("guest");
  says(guest, "CS INFO #a");
  guest.hears("* NOTICE guest :There is no channel #a.");
  says(guest, "CS LIST");
  guest.hears("* NOTICE guest :End of the list *");
}

TEST_F(RoomsOfChanServ, AreRegisteredByAnOperatorWhoIsLoggedIn) {
  Person& person = ana();
  person.says("JOIN #a");
  person.skips_all();
  says(person, "PRIVMSG ChanServ :register #a");
  person.hears(":srv MODE #a +q ana");
  person.hears(":ChanServ!* NOTICE ana :#a is registered. You are its founder.");
  EXPECT_EQ(kept.at("#a").room.founder, 1U);
  says(person, "CS REGISTER #a");
  person.hears("* NOTICE ana :#a is registered.");
  says(person, "CS INFO #A");
  person.hears("* NOTICE ana :Channel: #a");
  person.hears("* NOTICE ana :Founder: ana");
  person.hears("* NOTICE ana :Registered: 2026-*");
  says(person, "CHANSERV LIST");
  person.hears("* NOTICE ana :#a by ana");
  person.hears("* NOTICE ana :End of the list of registered channels.");
}

TEST_F(RoomsOfChanServ, AreNotRegisteredByGuestsOrMembersWithoutARank) {
  Person& guest = chat.registered("guest");
  guest.says("JOIN #a");
  guest.skips_all();
  says(guest, "CS REGISTER #a");
  guest.hears("* NOTICE guest :Log in first.");
  Person& person = ana();
  person.says("JOIN #a");
  person.skips_all();
  says(person, "CS REGISTER #a");
  person.hears("* NOTICE ana :You are not an operator of #a.");
  says(person, "CS REGISTER #none");
  person.hears("* NOTICE ana :There is no channel #none.");
  EXPECT_TRUE(kept.empty());
}

TEST_F(RoomsOfChanServ, AreSoManyForEachAccount) {
  Person& person = ana();
  for (const char* room : {"#a", "#b", "#c"}) {
    person.says("JOIN " + std::string(room));
    says(person, "CS REGISTER " + std::string(room));
  }
  person.hears_in_time("* NOTICE ana :ana has founded as many channels as an account may.");
  EXPECT_EQ(kept.size(), 2U);
}

TEST_F(RoomsOfChanServ, AreNamedToAFounderWhoseAccountIsToEnd) {
  HubSettings settings = with({});
  settings.channels_per_account_max = 7;
  chat.takes_settings(settings);
  Person& person = ana();
  for (int i = 1; i <= 7; ++i) {
    const std::string channel = "#n" + std::to_string(i);
    says(person, "JOIN " + channel);
    says(person, "CS REGISTER " + channel);
  }
  person.skips_all();
  person.says("NS DROP ana");
  person.hears(":NickServ!* NOTICE ana :All that is kept of the account ana will be erased*");
  person.hears(":NickServ!* NOTICE ana :With it end *: #n1, #n2, #n3, #n4, #n5 and 2 more");
  person.hears(":NickServ!* NOTICE ana :If you want that, say: DROP ana *");
}

}  // namespace
}  // namespace uvchat::hub
