// Slow readers who can fetch again what they are not sent.

#include <random>

#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

struct LoopGapTest : LoopTest {
  // Of whom the queue is over the soft limit.
  ConnId slow() {
    const ConnId conn = connect();
    stream(conn).room = 0;
    deliver(Deliveries().to(conn, filling));
    turns_until_quiet();
    return conn;
  }
  void takes_all(ConnId conn) {
    while (!stream(conn).under_way.empty()) {
      finish_write(conn);
      turns_until_quiet();
    }
  }

  const std::string filling = std::string(1'998, '.') + "\r\n";
};

TEST_F(LoopGapTest, LeavesASlowReaderOutOfWhatItCanFetchAgain) {
  const ConnId ana = slow();
  const ConnId ben = connect();
  deliver(Deliveries().said({ana, ben}, "one\r\n", {100, 100}).to_all({ana, ben}, "JOIN\r\n"));
  deliver(Deliveries().said({ana, ben}, "two\r\nthree\r\n", {200, 300}));
  takes_all(ana);
  EXPECT_EQ(stream(ana).sent, filling + "JOIN\r\n");
  EXPECT_EQ(stream(ben).sent, "one\r\nJOIN\r\ntwo\r\nthree\r\n") << "others lose nothing";
  EXPECT_EQ(core().figures().skipped, 2U);
}

TEST_F(LoopGapTest, TellsTheHubFromWhenToWhenThatWas) {
  const ConnId ana = slow();
  deliver(Deliveries().said({ana}, "two\r\n", {200, 250}).said({ana}, "one\r\n", {100, 100}));
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "stalled"));
  takes_all(ana);
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 192.0.2.1", "stalled", "drained without 100 to 250"));
  EXPECT_EQ(core().figures().gaps, 1U);
}

TEST_F(LoopGapTest, SendsEverythingAgainToWhoHasDrained) {
  const ConnId ana = slow();
  deliver(Deliveries().said({ana}, "lost\r\n", {100, 100}));
  takes_all(ana);
  stream(ana).room = 1'000;
  deliver(Deliveries().said({ana}, "back\r\n", {200, 200}));
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, filling + "back\r\n");
  EXPECT_EQ(heard[ana].back(), "drained without 100 to 100");
}

TEST_F(LoopGapTest, WhoHasMissedNothingIsToldOfNoGap) {
  const ConnId ana = slow();
  deliver(Deliveries().to_all({ana}, "JOIN\r\n"));
  takes_all(ana);
  EXPECT_EQ(heard[ana].back(), "drained");
  EXPECT_EQ(core().figures().gaps, 0U);
}

TEST_F(LoopGapTest, ASecondGapIsToldByItself) {
  const ConnId ana = slow();
  deliver(Deliveries().said({ana}, "lost\r\n", {100, 100}));
  takes_all(ana);
  deliver(Deliveries().to(ana, filling));
  turns_until_quiet();
  deliver(Deliveries().said({ana}, "lost\r\n", {500, 600}));
  takes_all(ana);
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "stalled", "drained without 100 to 100",
                                      "stalled", "drained without 500 to 600"));
}

TEST_F(LoopGapTest, AGapOfWhichABusyHubWasNotToldGrowsWithTheNext) {
  const ConnId ana = slow();
  hub_is_slow = true;
  for (int i = 0; i < 2; ++i) {  // the hub gets no batch back: none is left
    says(connect(), "x\n");
    turn();
  }
  deliver(Deliveries().said({ana}, "lost\r\n", {100, 100}));
  takes_all(ana);
  deliver(Deliveries().to(ana, filling));
  turns_until_quiet();
  deliver(Deliveries().said({ana}, "lost\r\n", {500, 600}));
  hub_catches_up();
  EXPECT_EQ(heard[ana].back(), "stalled");
  takes_all(ana);
  EXPECT_THAT(heard[ana],
              ElementsAre("opened 0 192.0.2.1", "stalled", "drained without 100 to 600"));
}

TEST_F(LoopGapTest, WhatCanBeFetchedAgainEndsNoConnectionByItsSize) {
  const ConnId ana = slow();
  for (int i = 0; i < 20; ++i) deliver(Deliveries().said({ana}, std::string(90'000, 'x'), {7, 7}));
  EXPECT_FALSE(stream(ana).closing);
  EXPECT_EQ(core().figures().queued_bytes, filling.size());
}

TEST_F(LoopGapTest, WhatASingleTurnHasTooMuchOfIsLeftOutInsteadOfEndingIt) {
  const ConnId ana = connect();
  deliver(Deliveries()
              .said({ana}, std::string(600'000, 'x'), {1, 1})
              .said({ana}, std::string(600'000, 'y'), {2, 2})
              .said({ana}, "z\r\n", {3, 3}));
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, std::string(600'000, 'x') + "z\r\n");
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "drained without 2 to 2"));
}

TEST_F(LoopGapTest, WhatMustBeToldEndsASlowReaderAboveTheHardLimit) {
  const ConnId ana = slow();
  deliver(Deliveries().said({ana}, "lost\r\n", {100, 100}));
  for (int i = 0; i < 11; ++i) deliver(Deliveries().to_all({ana}, std::string(100'000, 'x')));
  EXPECT_TRUE(stream(ana).closing);
  turns_until_quiet();
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
  EXPECT_EQ(core().figures().gaps, 0U);
}

TEST_F(LoopGapTest, WhoCanFetchAgainMayBeSlowForTenMinutes) {
  const ConnId ana = connect();
  deliver(Deliveries().said({ana}, "one\r\n", {100, 100}));
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, filling));
  turns_until_quiet();
  pass(599'900);
  EXPECT_EQ(heard[ana].back(), "stalled");
  pass(200);
  EXPECT_EQ(heard[ana].back(), "ended send_queue_exceeded");
}

TEST_F(LoopGapTest, TheNextTenantOfASlotHasNoGap) {
  const ConnId ana = slow();
  deliver(Deliveries().said({ana}, "lost\r\n", {100, 100}));
  breaks(ana);
  turns_until_quiet();
  deliver(Deliveries().close(ana));
  finish_close(ana);
  const ConnId ben = slow();
  ASSERT_EQ(ben.slot(), ana.slot());
  takes_all(ben);
  EXPECT_EQ(heard[ben].back(), "drained");
}

// Whatever the reader's pace: each line was sent whole and in order, or lies in a gap.
TEST_F(LoopGapTest, EachLineIsSentOrLiesInAGap) {
  std::mt19937 random(1);
  const ConnId ana = connect();
  std::vector<std::string> said;
  for (int i = 1; i <= 20'000; ++i) {
    said.push_back(std::to_string(i) + std::string(random() % 50, '.') + "\r\n");
    deliver(Deliveries().said({ana}, said.back(), {i, i}));
    if (random() % 200 == 0) stream(ana).room = random() % 3'000;
    if (random() % 200 == 0 && !stream(ana).under_way.empty()) finish_write(ana);
    if (random() % 4 == 0) turns_until_quiet();
  }
  takes_all(ana);
  std::vector<bool> in_gap(said.size() + 1);
  std::size_t gaps = 0;
  for (const std::string& event : heard[ana]) {
    int from = 0;
    int to = 0;
    if (std::sscanf(event.c_str(), "drained without %d to %d", &from, &to) != 2) continue;
    ++gaps;
    std::fill(in_gap.begin() + from, in_gap.begin() + to + 1, true);
  }
  ASSERT_FALSE(stream(ana).closing);
  EXPECT_GT(gaps, 3U);
  std::string_view sent = stream(ana).sent;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (sent.starts_with(said[i])) {
      sent.remove_prefix(said[i].size());
    } else {
      EXPECT_TRUE(in_gap[i + 1]) << said[i];
    }
  }
  EXPECT_EQ(sent, "");
}

}  // namespace
}  // namespace uvchat::net
