#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachEngine, KeepsARoomAsItWasSavedLast) {
  const AccountId ana = make("ana");
  Room room = room_of("#chat", ana);
  EXPECT_EQ(outcome_of(SaveRoom{room}), Outcome::done);
  EXPECT_EQ(outcome_of(SaveRoom{room_of("#later", 0)}), Outcome::done);
  room.founder = 0;
  room.name.text = "#Chat";
  room.topic = "another";
  room.lists.pop_back();
  EXPECT_EQ(outcome_of(SaveRoom{room}), Outcome::done);
  EXPECT_THAT(contents_of(*engine_).rooms,
              ElementsAre(KeptRoom{room, {}}, KeptRoom{room_of("#later", 0), {}}));
}

TEST_P(EachEngine, GivesTheNameOfARoomAndItsLookAlikesOnce) {
  asks(SaveRoom{room_of("#chat", 0)});
  Room look_alike = room_of("#chàt", 0);
  look_alike.name.skeleton = name_of("#chat").skeleton;
  EXPECT_EQ(outcome_of(SaveRoom{look_alike}), Outcome::taken);
  asks(SaveRoom{room_of("#other", 0)});
  Room changed = room_of("#other", 0);
  changed.name.skeleton = name_of("#chat").skeleton;
  EXPECT_EQ(outcome_of(SaveRoom{changed}), Outcome::taken);
  EXPECT_THAT(contents_of(*engine_).rooms,
              ElementsAre(KeptRoom{room_of("#chat", 0), {}}, KeptRoom{room_of("#other", 0), {}}));
}

TEST_P(EachEngine, HasNoRoomOfAFounderWhoIsNotThere) {
  EXPECT_EQ(outcome_of(SaveRoom{room_of("#chat", 99)}), Outcome::absent);
  EXPECT_THAT(contents_of(*engine_).rooms, IsEmpty());
}

TEST_P(EachEngine, KeepsTheAccessToARoomWhenItIsSavedAgain) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(SaveRoom{room_of("#chat", ana)});
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", bea, "o"}), Outcome::done);
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", ana, "q"}), Outcome::done);
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", bea, "ao"}), Outcome::done);
  asks(SaveRoom{room_of("#chat", ana)});
  EXPECT_THAT(contents_of(*engine_).rooms,
              ElementsAre(KeptRoom{room_of("#chat", ana), {{bea, "ao"}, {ana, "q"}}}));
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", bea, ""}), Outcome::done);
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", bea, ""}), Outcome::done);
  EXPECT_THAT(contents_of(*engine_).rooms.at(0).access, ElementsAre(RoomAccess{ana, "q"}));
  EXPECT_EQ(outcome_of(SetAccess{"fold of #none", ana, "o"}), Outcome::absent);
  EXPECT_EQ(outcome_of(SetAccess{"fold of #none", ana, ""}), Outcome::absent);
  EXPECT_EQ(outcome_of(SetAccess{"fold of #chat", 99, "o"}), Outcome::absent);
}

TEST_P(EachEngine, DropsARoomWithItsAccess) {
  const AccountId ana = make("ana");
  asks(SaveRoom{room_of("#chat", ana)});
  asks(SetAccess{"fold of #chat", ana, "q"});
  EXPECT_EQ(outcome_of(DropRoom{"fold of #chat"}), Outcome::done);
  EXPECT_EQ(outcome_of(DropRoom{"fold of #chat"}), Outcome::absent);
  asks(SaveRoom{room_of("#chat", ana)});
  EXPECT_THAT(contents_of(*engine_).rooms, ElementsAre(KeptRoom{room_of("#chat", ana), {}}));
}

TEST_P(EachEngine, RenamesARoomWithItsAccessAndWhereSomebodyIs) {
  const AccountId ana = make("ana");
  asks(SaveRoom{room_of("#old", ana)});
  asks(SaveRoom{room_of("#other", 0)});
  asks(SetAccess{"fold of #old", ana, "q"});
  asks(SavePresence{ana, {{"fold of #other", "", 1}, {"fold of #old", "q", 2}}});
  EXPECT_EQ(outcome_of(RenameRoom{"fold of #old", name_of("#other")}), Outcome::taken);
  EXPECT_EQ(outcome_of(RenameRoom{"fold of #none", name_of("#new")}), Outcome::absent);
  EXPECT_EQ(outcome_of(RenameRoom{"fold of #old", name_of("#new")}), Outcome::done);
  Room renamed = room_of("#old", ana);
  renamed.name = name_of("#new");
  EXPECT_THAT(contents_of(*engine_).rooms,
              ElementsAre(KeptRoom{renamed, {{ana, "q"}}}, KeptRoom{room_of("#other", 0), {}}));
  EXPECT_THAT(account(ana).presence,
              ElementsAre(Presence{"fold of #other", "", 1}, Presence{"fold of #new", "q", 2}));
}

TEST_P(EachEngine, KnowsWhereSomebodyIsWhoIsAlwaysOn) {
  const AccountId ana = make("ana");
  EXPECT_EQ(outcome_of(SavePresence{ana, {{"#b", "o", 2}, {"#a", "", 1}}}), Outcome::done);
  EXPECT_THAT(account(ana).presence, ElementsAre(Presence{"#b", "o", 2}, Presence{"#a", "", 1}));
  EXPECT_EQ(outcome_of(SavePresence{ana, {{"#a", "v", 3}}}), Outcome::done);
  EXPECT_THAT(account(ana).presence, ElementsAre(Presence{"#a", "v", 3}));
  EXPECT_EQ(outcome_of(SavePresence{ana, {}}), Outcome::done);
  EXPECT_THAT(account(ana).presence, IsEmpty());
  EXPECT_EQ(outcome_of(SavePresence{99, {}}), Outcome::absent);
}

TEST_P(EachEngine, TellsTheNewestDeedsInTheOrderInWhichTheyWereDone) {
  for (std::int64_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(outcome_of(NoteDeed{{i, "op", "KILL", std::to_string(i)}}), Outcome::done);
  }
  EXPECT_THAT(asks(ReadDeeds{2}).deeds,
              ElementsAre(Deed{4, "op", "KILL", "4", 4}, Deed{5, "op", "KILL", "5", 5}));
  EXPECT_EQ(asks(ReadDeeds{}).deeds.size(), 5U);
}

TEST_P(EachEngine, TellsOlderDeedsAndThoseOfOneCommand) {
  for (std::int64_t i = 1; i <= 6; ++i) {
    EXPECT_EQ(outcome_of(NoteDeed{{i, "op", i % 2 == 0 ? "REPORT" : "KILL", ""}}), Outcome::done);
  }
  EXPECT_THAT(asks(ReadDeeds{2, 6, "REPORT"}).deeds,
              ElementsAre(Deed{2, "op", "REPORT", "", 2}, Deed{4, "op", "REPORT", "", 4}));
  EXPECT_THAT(asks(ReadDeeds{1, 6}).deeds, ElementsAre(Deed{5, "op", "KILL", "", 5}));
  EXPECT_TRUE(asks(ReadDeeds{10, 2, "REPORT"}).deeds.empty());
}

}  // namespace
}  // namespace uvchat::store
