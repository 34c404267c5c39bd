#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

std::string lines(std::size_t count, const std::string& text = "x") {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text + "\n";
  return all;
}

TEST_F(LoopTest, ReadsAConnectionOnceARound) {
  const ConnId ana = connect();
  EXPECT_GT(says(ana, "A\n"), 0U);
  EXPECT_TRUE(core().lend(ana.slot()).empty());
  turn();
  EXPECT_GT(says(ana, "B\n"), 0U);
}

TEST_F(LoopTest, EndsATurnAtItsBoundAndGoesOnInTheNext) {
  const ConnId ana = connect();
  EXPECT_EQ(says(ana, lines(8'000)), 16'000U);
  EXPECT_TRUE(core().turn_full());
  turn();
  EXPECT_EQ(heard[ana].size(), 1 + limits::turn_lines_max);
  EXPECT_TRUE(core().has_work());
  turns_until_quiet();
  EXPECT_EQ(heard[ana].size(), 8'001U);
}

TEST_F(LoopTest, ServesASlowSenderNextToAFlood) {
  const ConnId flood = connect();
  const ConnId trickle = connect();
  says(flood, lines(8'000));
  says(trickle, "hola\n");
  turn();
  turn();
  EXPECT_THAT(heard[trickle], ElementsAre("opened 0 192.0.2.1", "line hola"));
}

TEST_F(LoopTest, AdmitsNoLineWithoutAFreeBatchAndLosesNone) {
  const ConnId ana = connect();
  hub_is_slow = true;
  says(ana, "1\n");
  turn();
  says(ana, "2\n");
  turn();
  says(ana, "3\n4\n");
  turn();
  EXPECT_FALSE(core().has_work());
  EXPECT_EQ(heard[ana].back(), "line 2");
  hub_catches_up();
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 192.0.2.1", "line 1", "line 2", "line 3", "line 4"));
}

TEST_F(LoopTest, StopsReadingWhenItMayKeepNoMoreAndResumesWhenItMay) {
  const ConnId ana = connect();
  hub_is_slow = true;
  for (int i = 0; i < 2; ++i) {
    says(ana, "x\n");
    turn();
  }
  std::size_t taken = 0;
  for (int i = 0; i < 20 && stream(ana).reading; ++i) {
    taken += says(ana, lines(1'000, "1234"));
    turn();
  }
  EXPECT_EQ(taken, limits::input_buffer_bytes_max);
  EXPECT_FALSE(stream(ana).reading);
  hub_catches_up();
  EXPECT_TRUE(stream(ana).reading);
}

TEST_F(LoopTest, KeepsOpenedFirstAndEndedLastWhileTheHubIsSlow) {
  const ConnId busy = connect();
  hub_is_slow = true;
  for (int i = 0; i < 2; ++i) {
    says(busy, "x\n");
    turn();
  }
  const ConnId late = open();
  says(late, "A\nB\n");
  closes_its_side(late);
  const ConnId broken = open();
  says(broken, "never admitted\n");
  breaks(broken);
  turn();
  EXPECT_TRUE(heard[late].empty());
  hub_catches_up();
  EXPECT_THAT(heard[late], ElementsAre("opened 0 192.0.2.1", "line A", "line B", "ended eof"));
  EXPECT_THAT(heard[broken], ElementsAre("opened 0 192.0.2.1", "ended reset"));
}

TEST_F(LoopTest, StagesNoLineBeforeOpenedThoughThereIsRoomAgain) {
  const ConnId busy = connect();
  hub_is_slow = true;
  for (int i = 0; i < 2; ++i) {
    says(busy, "x\n");
    turn();
  }
  const ConnId late = open();
  hub_is_slow = false;
  core().give_back(std::move(held.back()));
  held.pop_back();
  says(late, "A\n");
  turns_until_quiet();
  EXPECT_THAT(heard[late], ElementsAre("opened 0 192.0.2.1", "line A"));
}

TEST_F(LoopTest, HearsLinesDuringMassDisconnects) {
  settings.crowd_signals = {3, 0};
  const ConnId ana = connect();
  const std::vector<ConnId> crowd = connect_many(10);
  order.clear();
  for (const ConnId one : crowd) breaks(one);
  says(ana, "hola\n");
  turn();
  EXPECT_EQ(order.size(), 4U);
  EXPECT_EQ(order.back(), "line hola");
  turns_until_quiet();
  for (const ConnId one : crowd) EXPECT_EQ(heard[one].back(), "ended reset");
}

TEST_F(LoopTest, HearsLinesOfAMassConnectAfterTheirOpened) {
  settings.crowd_signals = {3, 0};
  const ConnId ana = connect();
  std::vector<ConnId> crowd;
  for (int i = 0; i < 10; ++i) {
    crowd.push_back(open());
    says(crowd.back(), "NICK\n");
  }
  says(ana, "hola\n");
  turn();
  EXPECT_EQ(heard[ana].back(), "line hola");
  EXPECT_TRUE(heard[crowd.back()].empty());
  turns_until_quiet();
  EXPECT_THAT(heard[crowd.back()], ElementsAre("opened 0 192.0.2.1", "line NICK"));
}

TEST_F(LoopTest, TellsOfAStallAtOnceThoughACrowdLeaves) {
  settings.crowd_signals = {1, 0};
  const ConnId ana = connect();
  const std::vector<ConnId> crowd = connect_many(5);
  for (const ConnId one : crowd) breaks(one);
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, std::string(2'000, 'x')));
  turn();
  turn();
  EXPECT_EQ(heard[ana].back(), "stalled");
  EXPECT_NE(heard[crowd.back()].back(), "ended reset");
}

TEST_F(LoopTest, AdmitsAtThePaceOfTheFloodGate) {
  settings.flood = {true, 3, 10};
  const ConnId ana = connect();
  says(ana, lines(10));
  turn();
  EXPECT_EQ(heard[ana].size(), 1U + 3U);
  pass(200);
  EXPECT_EQ(heard[ana].size(), 1U + 5U);
  pass(500);
  EXPECT_EQ(heard[ana].size(), 1U + 10U);
}

TEST_F(LoopTest, HoldsLinesBackDuringAPenalty) {
  settings.flood = {true, 20, 10};
  const ConnId ana = connect();
  deliver(Deliveries().penalty(ana, 1'000));
  says(ana, "WHO\n");
  pass(900);
  EXPECT_EQ(heard[ana].size(), 1U);
  pass(200);
  EXPECT_EQ(heard[ana].back(), "line WHO");
}

TEST_F(LoopTest, KeepsNothingOfALineWithoutEnd) {
  const ConnId ana = connect();
  says(ana, std::string(10'240, 'x'));
  turn();
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
  says(ana, "\nPING\n");
  turn();
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 192.0.2.1", "too_long " + std::string(512, 'x'), "line PING"));
}

TEST_F(LoopTest, EndsAConnectionThatSendsAnEndlessLine) {
  const ConnId ana = connect();
  for (int i = 0; i < 1'000; ++i) {
    says(ana, std::string(10'240, 'x'));
    turn();
  }
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "too_long " + std::string(512, 'x'),
                                      "ended endless_line"));
}

TEST_F(LoopTest, TakesBytewiseInput) {
  const ConnId ana = connect();
  for (const char c : std::string("NICK ana\r\nUSER\n")) {
    says(ana, std::string(1, c));
    turn();
  }
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line NICK ana", "line USER"));
}

TEST_F(LoopTest, AdmitsCompleteLinesBeforeAnEofAndDropsAnUnfinishedOne) {
  const ConnId ana = connect();
  says(ana, "QUIT :bye\r\nPRIV");
  closes_its_side(ana);
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line QUIT :bye", "ended eof"));
}

TEST_F(LoopTest, WaitsAtMostFiveSecondsForLinesBehindAnEof) {
  settings.flood = {true, 1, 1};
  const ConnId ana = connect();
  says(ana, lines(100));
  closes_its_side(ana);
  pass(4'900);
  EXPECT_NE(heard[ana].back(), "ended eof");
  pass(200);
  EXPECT_EQ(heard[ana].back(), "ended eof");
  EXPECT_EQ(heard[ana].size(), 1U + 6U + 1U);
}

TEST_F(LoopTest, NoticesThatAFlooderItDoesNotReadHasGone) {
  settings.flood = {true, 1, 1};
  const ConnId ana = connect();
  const ConnId eva = connect();
  for (const ConnId conn : {ana, eva}) {
    while (says(conn, lines(8'000)) > 0) turn();
    ASSERT_FALSE(streams.at(conn.slot()).reading);
  }
  streams.at(ana.slot()).broken = true;
  streams.at(eva.slot()).half_closed = true;
  pass(1'100);
  EXPECT_EQ(heard[ana].back(), "ended reset");
  EXPECT_NE(heard[eva].back(), "ended eof");
  pass(6'000);
  EXPECT_EQ(heard[eva].back(), "ended eof");
}

TEST_F(LoopTest, TakesAClassroomsReceiveForAMessage) {
  const ConnId ten = connect(by_ten);
  says(ten, "Kxk: ryvk");
  turn();
  EXPECT_THAT(heard[ten], ElementsAre("opened 1 192.0.2.1", "line Ana: hola"));
}

TEST_F(LoopTest, WaitsAWholeTickForTheRestOfAClassroomsCharacter) {
  const ConnId ten = connect(by_ten);
  says(ten, "k\xc3");
  turn();
  says(ten, "\xb1");
  turn();
  says(ten, "\xc3");
  pass(50);
  EXPECT_THAT(heard[ten], ElementsAre("opened 1 192.0.2.1", "line a", "line ñ"));
  pass(50);
  EXPECT_THAT(heard[ten], ElementsAre("opened 1 192.0.2.1", "line a", "line ñ", "line \uFFFD"));
}

TEST_F(LoopTest, TakesWhatIsLeftBehindAClassroomsEofForAMessage) {
  const ConnId ten = connect(by_ten);
  says(ten, "\xc3");
  closes_its_side(ten);
  turn();
  EXPECT_THAT(heard[ten], ElementsAre("opened 1 192.0.2.1", "line \uFFFD", "ended eof"));
}

}  // namespace
}  // namespace uvchat::net
