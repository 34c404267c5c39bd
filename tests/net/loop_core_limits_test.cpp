#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

std::string line(std::size_t bytes) { return std::string(bytes - 2, 'x') + "\r\n"; }

TEST_F(LoopTest, DoesNotReadAConnectionOverTheSoftLimitUntilItHasDrained) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(2'000)));
  turns_until_quiet();
  EXPECT_FALSE(stream(ana).reading);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "stalled"));
  deliver(Deliveries().to(ana, line(300)));
  finish_write(ana);
  turns_until_quiet();
  EXPECT_FALSE(stream(ana).reading) << "300 bytes are more than a quarter of the limit";
  finish_write(ana);
  turns_until_quiet();
  EXPECT_TRUE(stream(ana).reading);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "stalled", "drained"));
}

TEST_F(LoopTest, AdmitsNoLineOfAStalledConnection) {
  settings.flood = {true, 1, 10};
  const ConnId ana = connect();
  says(ana, "1\n2\n3\n");
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(2'000)));
  turns_until_quiet();
  pass(1'000);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line 1", "stalled"));
  finish_write(ana);
  pass(1'000);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line 1", "stalled", "drained",
                                      "line 2", "line 3"));
}

TEST_F(LoopTest, EndsAConnectionThatIsOverTheSoftLimitForAMinute) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(2'000)));
  turns_until_quiet();
  pass(59'900);
  EXPECT_EQ(heard[ana].back(), "stalled");
  pass(200);
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
  EXPECT_TRUE(stream(ana).closing);
}

TEST_F(LoopTest, EndsAConnectionOverTheHardLimitAtOnce) {
  const ConnId ana = connect();
  const ConnId ben = connect();
  stream(ana).room = 0;
  for (int i = 0; i < 11; ++i) {
    deliver(Deliveries().to_all({ana, ben}, line(100'000)));
    turns_until_quiet();
  }
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_EQ(stream(ben).sent.size(), 1'100'000U) << "the room does not pay for it";
  EXPECT_EQ(heard[ben].size(), 1U);
  EXPECT_EQ(core().figures().exceeded, 1U);
}

TEST_F(LoopTest, QueuesNothingOfASliceThatWouldPassTheHardLimit) {
  const ConnId ana = connect();
  const ConnId ben = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(600'000)));
  turns_until_quiet();
  const std::uint64_t pool_bytes = core().figures().pool_bytes_held;
  deliver(Deliveries().to(ana, line(50'000'000)).to(ben, line(10)));
  EXPECT_LE(core().figures().pool_bytes_held, pool_bytes + limits::slab_bytes);
  EXPECT_TRUE(stream(ana).closing);
  turns_until_quiet();
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
  EXPECT_EQ(stream(ben).sent, line(10));
  EXPECT_EQ(core().figures().exceeded, 1U);
}

TEST_F(LoopTest, FillsASendQueueUpToTheHardLimit) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(600'000)).to(ana, line(400'000)));
  EXPECT_EQ(core().figures().queued_bytes, settings.send_queue_hard_bytes);
  EXPECT_FALSE(stream(ana).closing);
  deliver(Deliveries().to(ana, line(2)));
  EXPECT_TRUE(stream(ana).closing);
  EXPECT_EQ(core().figures().queued_bytes, 0U);
}

TEST_F(LoopTest, TellsTheHubWhenTheQueuesAreNearTheirTotal) {
  settings.send_queues_total_bytes = 4'000;
  const ConnId ana = connect();
  const ConnId ben = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, line(3'100)));
  turns_until_quiet();
  says(ben, "x\n");
  turn();
  EXPECT_TRUE(pressed);
  finish_write(ana);
  turns_until_quiet();
  says(ben, "x\n");
  turn();
  EXPECT_FALSE(pressed);
}

TEST_F(LoopTest, EndsTheLargestQueuesWhenTheyAreOverTheirTotal) {
  settings.send_queues_total_bytes = 10'000;
  std::vector<ConnId> conns;
  for (std::size_t i = 0; i < 5; ++i) {
    conns.push_back(connect());
    stream(conns.back()).room = 0;
    deliver(Deliveries().to(conns.back(), line(2'000 + 100 * i)));
  }
  turns_until_quiet();
  EXPECT_EQ(heard[conns[4]].back(), "ended send_queues_exceeded");
  EXPECT_EQ(heard[conns[3]].back(), "stalled");
  EXPECT_LE(core().figures().queued_bytes, settings.send_queues_total_bytes);
}

TEST_F(LoopTest, EndsAConnectionOnceWhateverElseHappensToIt) {
  const ConnId ana = connect();
  closes_its_side(ana);
  turn();
  stream(ana).broken = true;
  deliver(Deliveries().to(ana, "PING\r\n"));
  turns_until_quiet();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "ended eof"));
  EXPECT_TRUE(stream(ana).closing);
}

}  // namespace
}  // namespace uvchat::net
