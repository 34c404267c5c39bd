#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

TEST_F(LoopTest, AnswersAHalfClosedPeerBeforeItCloses) {
  const ConnId ana = connect();
  says(ana, "WHO\r\n");
  closes_its_side(ana);
  turn();
  deliver(Deliveries().to(ana, "352\r\n"));
  turn();
  deliver(Deliveries().to(ana, "ERROR\r\n").close(ana));
  turn();
  EXPECT_EQ(stream(ana).sent, "352\r\nERROR\r\n");
  EXPECT_TRUE(stream(ana).closing) << "its end has come, so nothing is unread";
  finish_close(ana);
  EXPECT_EQ(core().figures().connections, 0U);
}

TEST_F(LoopTest, ShutsItsSideAndWaitsForThePeersEndBeforeItCloses) {
  const ConnId ana = connect();
  deliver(Deliveries().to(ana, "ERROR\r\n").close(ana));
  turn();
  EXPECT_EQ(stream(ana).sent, "ERROR\r\n");
  EXPECT_TRUE(stream(ana).shut);
  EXPECT_FALSE(stream(ana).closing);
  says(ana, "still talking\r\n");
  turn();
  closes_its_side(ana);
  EXPECT_TRUE(stream(ana).closing);
  finish_close(ana);
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1")) << "no `ended` after `close`";
}

TEST_F(LoopTest, WaitsForThePeersEndOneSecondAtMost) {
  const ConnId ana = connect();
  deliver(Deliveries().close(ana));
  turn();
  pass(950);
  EXPECT_FALSE(stream(ana).closing);
  pass(100);
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(LoopTest, DrainsForFiveSecondsAtMost) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "ERROR\r\n").close(ana));
  turn();
  pass(4'950);
  EXPECT_FALSE(stream(ana).closing);
  pass(100);
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_FALSE(stream(ana).shut);
  finish_close(ana);
  EXPECT_EQ(core().figures().connections, 0U);
}

TEST_F(LoopTest, DropsDeliveriesAfterClose) {
  const ConnId ana = connect();
  deliver(Deliveries().to(ana, "1\r\n").close(ana).to(ana, "2\r\n"));
  deliver(Deliveries().to_all({ana}, "3\r\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, "1\r\n");
}

TEST_F(LoopTest, DiscardsInputOnceTheHubHasClosed) {
  const ConnId ana = connect();
  deliver(Deliveries().close(ana));
  says(ana, "too late\r\n");
  turn();
  turn();
  EXPECT_EQ(heard[ana].size(), 1U);
}

TEST_F(LoopTest, ReadsAStalledConnectionAgainWhenTheHubClosesIt) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, std::string(2'000, 'x')));
  turns_until_quiet();
  EXPECT_FALSE(stream(ana).reading);
  deliver(Deliveries().close(ana));
  EXPECT_TRUE(stream(ana).reading) << "unread input would turn the close into a reset";
}

TEST_F(LoopTest, ReusesASlotOnlyAfterTheHubsCloseAndTheStreamsAnswer) {
  const ConnId ana = connect();
  breaks(ana);
  finish_close(ana);
  turn();
  const ConnId ben = connect();
  EXPECT_NE(ben.slot(), ana.slot()) << "the hub's close has not come";
  deliver(Deliveries().close(ana).close(ben));
  turn();
  const ConnId eve = connect();
  EXPECT_EQ(eve.slot(), ana.slot());
  const ConnId joe = connect();
  EXPECT_NE(joe.slot(), ben.slot()) << "its stream has not answered";
}

TEST_F(LoopTest, TellsNothingOfAConnectionAfterTheHubsCloseEvenIfItBreaks) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "1\r\n").close(ana));
  turn();
  breaks(ana);
  finish_close(ana);
  turn();
  EXPECT_EQ(heard[ana].size(), 1U);
  EXPECT_EQ(core().figures().connections, 0U);
}

TEST_F(LoopTest, DoesNotTakeAnEarlierTenantsSignalForThatOfTheNext) {
  const ConnId ana = connect();
  hub_is_slow = true;
  for (int i = 0; i < 2; ++i) {
    says(ana, "x\n");
    turn();
  }
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, std::string(2'000, 'x')));
  turn();
  deliver(Deliveries().close(ana));
  breaks(ana);
  finish_close(ana);
  const ConnId ben = open();
  ASSERT_EQ(ben.slot(), ana.slot());
  hub_catches_up();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line x", "line x"));
  EXPECT_THAT(heard[ben], ElementsAre("opened 0 192.0.2.1"));
}

TEST_F(LoopTest, StopsWhenTheHubHasClosedEveryConnection) {
  const ConnId ana = connect();
  core().stop(now, 10'000);
  EXPECT_FALSE(core().stopped());
  EXPECT_FALSE(core().accept(irc, now).has_value());
  says(ana, "PRIVMSG #a :not admitted\r\n");
  turn();
  EXPECT_EQ(heard[ana].size(), 1U);
  deliver(Deliveries().to(ana, "ERROR\r\n").close(ana));
  turn();
  closes_its_side(ana);
  finish_close(ana);
  EXPECT_TRUE(core().stopped());
  EXPECT_EQ(stream(ana).sent, "ERROR\r\n");
}

TEST_F(LoopTest, ClosesWhatIsLeftWhenTheGraceIsOver) {
  const ConnId open_one = connect();
  const ConnId dead = connect();
  breaks(dead);
  finish_close(dead);
  const ConnId draining = connect();
  stream(draining).room = 0;
  deliver(Deliveries().to(draining, "ERROR\r\n").close(draining));
  core().stop(now, 2'000);
  pass(1'900);
  EXPECT_FALSE(stream(open_one).closing);
  pass(200);
  finish_close(open_one);
  finish_close(draining);
  EXPECT_TRUE(core().stopped());
  deliver(Deliveries().close(open_one).close(dead));
}

TEST_F(LoopTest, MayBeToldToStopSooner) {
  const ConnId ana = connect();
  core().stop(now, 10'000);
  core().stop(now, 0);
  pass(50);
  finish_close(ana);
  EXPECT_TRUE(core().stopped());
}

}  // namespace
}  // namespace uvchat::net
