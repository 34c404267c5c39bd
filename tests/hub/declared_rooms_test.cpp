// Rooms that the configuration declares: they are always there.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/hub/served.h"

namespace uvchat::hub {
namespace {

struct DeclaredRooms : Served {
  DeclaredRooms() : Served(with_rooms({{"#hall", "Welcome", "mnt", "ana"}})) {}

  static HubSettings with_rooms(std::vector<DeclaredRoom> rooms) {
    HubSettings settings = some_settings();
    settings.rooms = std::move(rooms);
    return settings;
  }
  // An operator makes the account of a founder.
  void has_account_of_ana() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    says(boss, "NS SAREGISTER ana secret");
    boss.goes();
  }
  Person& founder() {
    has_account_of_ana();
    return logged_in("ana", "AGFuYQBzZWNyZXQ=");
  }
  void declares(std::vector<DeclaredRoom> rooms) {
    chat.takes_settings(with_rooms(std::move(rooms)));
  }
};

TEST_F(DeclaredRooms, AreThereBeforeAnybodyHasCome) {
  Person& bob = chat.registered("bob");
  bob.says("MODE #hall");
  bob.hears(":srv 324 bob #hall +mnt");
  bob.hears(":srv 329 *");
  bob.says("TOPIC #hall");
  bob.hears(":srv 332 bob #hall :Welcome");
  bob.hears(":srv 333 bob #hall srv *");
}

TEST_F(DeclaredRooms, MakeNobodyOperatorAndOutliveTheirMembers) {
  Person& bob = chat.registered("bob");
  for (int i = 0; i < 2; ++i) {
    bob.says("JOIN #HALL");
    bob.hears(":bob!* JOIN #hall");
    bob.hears(":srv 332 bob #hall :Welcome");
    bob.hears(":srv 333 *");
    bob.hears(":srv 353 bob = #hall :bob");
    bob.hears(":srv 366 *");
    bob.says("PART #hall");
    bob.hears(":bob!* PART #hall");
  }
  EXPECT_EQ(chat.hub().channel_count(), 1U);
}

TEST_F(DeclaredRooms, AreListedWhileNobodyIsThere) {
  Person& bob = chat.registered("bob");
  for (const char* asked :
       {"LIST", "LIST *", "LIST <2", "LIST <1", "LIST !#a*", "LIST C<60", "LIST #hall"}) {
    bob.says(asked);
    bob.hears(":srv 321 *");
    bob.hears(":srv 322 bob #hall 0 :Welcome");
    bob.hears(":srv 323 *");
  }
  bob.says("LIST >0");
  bob.hears(":srv 321 *");
  bob.hears(":srv 323 *");
}

TEST_F(DeclaredRooms, AreTheirFoundersWheneverTheyAreLoggedIn) {
  Person& bob = chat.registered("bob");
  bob.says("JOIN #hall");
  Person& ana = founder();
  bob.skips_all();
  ana.says("JOIN #hall");
  bob.hears(":ana!* JOIN #hall");
  bob.hears(":srv MODE #hall +q ana");
  ana.hears(":ana!* JOIN #hall");
  ana.hears(":srv MODE #hall +q ana");
  ana.hears_in_time(":srv 353 ana = #hall :*~ana*");
  ana.says("MODE #hall -q ana");
  ana.says("PART #hall");
  ana.says("JOIN #hall");
  ana.hears_in_time(":srv MODE #hall +q ana");
}

TEST_F(DeclaredRooms, KnowTheirFounderWhoLogsInLater) {
  Person& bob = chat.registered("bob");
  bob.says("JOIN #hall");
  has_account_of_ana();
  Person& ana = chat.registered("ana");
  ana.says("JOIN #hall");
  ana.hears_in_time(":srv 353 ana = #hall :ana bob");
  ana.skips_all();
  bob.skips_all();
  says(ana, "NS IDENTIFY secret");
  bob.hears(":srv MODE #hall +q ana");
  ana.hears_in_time(":srv MODE #hall +q ana");
}

TEST_F(DeclaredRooms, LetTheirFounderInPastTheirModes) {
  declares({{"#hall", "", "intkl secret 1", "ana"}});
  Person& bob = chat.registered("bob");
  bob.says("JOIN #hall secret");
  bob.hears(":srv 473 bob #hall *");
  Person& ana = founder();
  ana.says("JOIN #hall");
  ana.hears(":ana!* JOIN #hall");
}

TEST_F(DeclaredRooms, MayNotBeTakenByALookAlike) {
  Person& bob = chat.registered("bob");
  bob.says("JOIN #hаll");  // the second letter is Cyrillic
  bob.hears(":srv 479 bob #hаll *");
}

TEST_F(DeclaredRooms, KeepTheNameThatTheConfigurationGivesThem) {
  Person& ana = founder();
  ana.says("JOIN #hall");
  ana.skips_all();
  ana.says("RENAME #hall #other");
  ana.hears(":srv FAIL RENAME CANNOT_RENAME #hall #other :*");
}

TEST_F(DeclaredRooms, ChangeWithTheConfiguration) {
  Person& bob = chat.registered("bob");
  bob.says("JOIN #hall");
  bob.says("JOIN #new");
  bob.skips_all();
  declares({{"#hall", "Hello", "ntl 5", "ana"}, {"#new", "", "nst", ""}, {"#more", "", "nt", ""}});
  bob.hears(":srv MODE #hall -m+l 5");
  bob.hears(":srv TOPIC #hall :Hello");
  bob.hears(":srv MODE #new +s");
  bob.hears_nothing();
  bob.says("MODE #more");
  bob.hears(":srv 324 bob #more +nt");
}

TEST_F(DeclaredRooms, StayAsPeopleHaveSetThemWhileTheConfigurationStaysTheSame) {
  Person& ana = founder();
  ana.says("JOIN #hall");
  ana.says("TOPIC #hall :ours");
  ana.says("MODE #hall -m");
  ana.skips_all();
  declares({{"#hall", "Welcome", "mnt", "ana"}});
  ana.hears_nothing();
}

TEST_F(DeclaredRooms, ThatAreNoLongerDeclaredAreOrdinary) {
  Person& bob = chat.registered("bob");
  declares({});
  EXPECT_EQ(chat.hub().channel_count(), 0U);
  bob.says("JOIN #hall");
  bob.hears_in_time(":srv 353 bob = #hall :@bob");
  declares({{"#hall", "", "nt", ""}});
  declares({});
  EXPECT_EQ(chat.hub().channel_count(), 1U);
  bob.says("PART #hall");
  EXPECT_EQ(chat.hub().channel_count(), 0U);
}

TEST_F(DeclaredRooms, GetTheirNewFounderAtOnce) {
  Person& carol = with_account("carol");
  carol.says("JOIN #hall");
  carol.skips_all();
  declares({{"#hall", "Welcome", "mnt", "carol"}});
  carol.hears(":srv MODE #hall +q carol");
}

TEST_F(DeclaredRooms, AreNotMadeWherePeopleAreInALookAlike) {
  Person& bob = chat.registered("bob");
  bob.says("JOIN #аbc");  // the first letter is Cyrillic
  bob.skips_all();
  declares({{"#abc", "", "nt", ""}});
  bob.says("MODE #abc");
  bob.hears(":srv 403 bob #abc *");
}

TEST_F(DeclaredRooms, MayBeAuditoriumsThatNobodyIsIn) {
  declares({{"#hall", "", "ntu", ""}});
  Person& bob = chat.registered("bob");
  Person& eve = chat.registered("eve");
  for (const char* line : {"JOIN #hall", "PART #hall", "JOIN #hall"}) {
    bob.says(line);
    eve.says(line);
  }
  bob.skips_all();
  declares({{"#hall", "", "nt", ""}});
  bob.hears(":srv MODE #hall -u");
  bob.hears_in_time(":eve!* JOIN #hall");
  bob.says("PART #hall");
  eve.says("PART #hall");
  declares({{"#hall", "", "ntu", ""}});
  declares({{"#hall", "", "nt", ""}});
  EXPECT_EQ(chat.hub().channel_count(), 1U);
}

TEST_F(DeclaredRooms, TakeTheClassroomInIfTheirModesLetIt) {
  declares({{"#lobby", "", "int", ""}});
  EXPECT_TRUE(chat.classroom().closed());
  declares({{"#lobby", "", "nt", ""}});
  EXPECT_FALSE(chat.classroom().closed());
}

}  // namespace
}  // namespace uvchat::hub
