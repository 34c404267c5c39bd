#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

TEST_F(LoopTest, StagesNoLineOfAHeldConnectionAndAllInOrderAfterItsRelease) {
  const ConnId ana = connect();
  says(ana, "JOIN #a\nPING 1\n");
  turn();
  deliver(Deliveries().hold(ana));
  says(ana, "PING 2\nPING 3\nPI");
  turn();
  says(ana, "NG 4\n");
  pass(200);
  EXPECT_EQ(heard[ana].back(), "line PING 1");
  EXPECT_FALSE(core().has_work()) << "a held connection must not keep the loop awake";
  deliver(Deliveries().release(ana));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line JOIN #a", "line PING 1",
                                      "line PING 2", "line PING 3", "line PING 4"));
  says(ana, "PING 5\n");
  turn();
  EXPECT_EQ(heard[ana].back(), "line PING 5");
}

TEST_F(LoopTest, HoldsOneConnectionAndHearsTheOthers) {
  const ConnId ana = connect();
  const ConnId eva = connect();
  deliver(Deliveries().hold(ana));
  says(ana, "A\n");
  says(eva, "E\n");
  turn();
  EXPECT_EQ(heard[ana].back(), "opened 0 192.0.2.1");
  EXPECT_EQ(heard[eva].back(), "line E");
}

TEST_F(LoopTest, DeliversToAHeldConnection) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana).to(ana, "353 ...\r\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, "353 ...\r\n");
}

TEST_F(LoopTest, LeavesWhatWasStagedBeforeTheHoldInItsTurn) {
  const ConnId ana = connect();
  says(ana, "PING 1\n");
  deliver(Deliveries().hold(ana));
  says(ana, "PING 2\n");
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line PING 1"));
}

TEST_F(LoopTest, BuffersWhatItMayOfAHeldConnectionAndThenStopsReading) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  std::size_t kept = 0;
  while (const std::size_t size = says(ana, std::string(500, 'x') + "\n")) {
    kept += size;
    turn();
  }
  EXPECT_EQ(kept, limits::input_buffer_bytes_max);
  EXPECT_FALSE(stream(ana).reading);
  EXPECT_EQ(heard[ana].size(), 1U);
  deliver(Deliveries().release(ana));
  turns_until_quiet();
  EXPECT_TRUE(stream(ana).reading);
  EXPECT_EQ(heard[ana].size(), 1U + kept / 501);
}

TEST_F(LoopTest, HearsTheLinesBeforeAnEofThatCameDuringAHold) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  says(ana, "QUIT :bye\n");
  closes_its_side(ana);
  pass(1'000);
  EXPECT_EQ(heard[ana].size(), 1U);
  deliver(Deliveries().release(ana));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line QUIT :bye", "ended eof"));
}

TEST_F(LoopTest, EndsAConnectionThatIsHeldForTooLongAfterItsEof) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  says(ana, "QUIT :bye\n");
  closes_its_side(ana);
  pass(5'100);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended eof"));
  deliver(Deliveries().release(ana));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended eof"));
  deliver(Deliveries().close(ana));
}

TEST_F(LoopTest, TellsAtOnceThatAHeldConnectionWithoutLinesHasEnded) {
  const ConnId ana = connect();
  const ConnId eva = connect();
  deliver(Deliveries().hold(ana).hold(eva));
  closes_its_side(ana);
  breaks(eva);
  turn();
  EXPECT_EQ(heard[ana].back(), "ended eof");
  EXPECT_EQ(heard[eva].back(), "ended reset");
}

TEST_F(LoopTest, HarmsNobodyWithTheReleaseOfAConnectionThatIsGone) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  says(ana, "A\n");
  breaks(ana);
  turn();
  deliver(Deliveries().release(ana));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended reset"));
  finish_close(ana);
  deliver(Deliveries().close(ana));
  const ConnId eva = connect();
  ASSERT_EQ(eva.slot(), ana.slot());
  deliver(Deliveries().hold(eva).release(ana));
  says(eva, "E\n");
  turns_until_quiet();
  EXPECT_THAT(heard[eva], ElementsAre("opened 0 192.0.2.1")) << "another's release is not hers";
  deliver(Deliveries().release(eva));
  turns_until_quiet();
  EXPECT_EQ(heard[eva].back(), "line E");
}

TEST_F(LoopTest, DoesNotHoldTheNextConnectionInASlot) {
  const ConnId ana = connect();
  deliver(Deliveries().hold(ana));
  breaks(ana);
  turn();
  finish_close(ana);
  deliver(Deliveries().close(ana));
  const ConnId eva = connect();
  ASSERT_EQ(eva.slot(), ana.slot());
  says(eva, "E\n");
  turn();
  EXPECT_EQ(heard[eva].back(), "line E");
}

}  // namespace
}  // namespace uvchat::net
