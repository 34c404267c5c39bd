#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

TEST_F(LoopTest, GoesOnWhereAShortWriteStopped) {
  const ConnId ana = connect();
  stream(ana).room = 4;
  deliver(Deliveries().to(ana, "PING :1\r\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, "PING");
  deliver(Deliveries().to(ana, "PING :2\r\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, "PING") << "only one write is under way";
  stream(ana).room = 1'000;
  finish_write(ana);
  turn();
  EXPECT_EQ(stream(ana).sent, "PING :1\r\nPING :2\r\n");
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
}

TEST_F(LoopTest, WaitsForAStreamThatWouldBlock) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "PING\r\n"));
  turn();
  EXPECT_FALSE(core().has_work());
  EXPECT_FALSE(stream(ana).under_way.empty());
  finish_write(ana);
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, "PING\r\n");
}

TEST_F(LoopTest, WritesALongQueueInBoundedPieces) {
  settings.send_queue_soft_bytes = 900'000;
  const ConnId ana = connect();
  std::string text;
  for (int i = 0; i < 3'000; ++i) {
    text += "line number " + std::to_string(i) + " of a rather long answer\r\n";
  }
  deliver(Deliveries().to(ana, text));
  turn();
  EXPECT_EQ(stream(ana).writes.size(), 1U);
  EXPECT_LT(stream(ana).sent.size(), text.size());
  EXPECT_TRUE(core().has_work());
  turns_until_quiet();
  EXPECT_EQ(stream(ana).sent, text);
}

TEST_F(LoopTest, DoesNotStallAPeerThatTakesEverything) {
  settings.send_queue_soft_bytes = 1'000;
  const ConnId ana = connect();
  deliver(Deliveries().to(ana, std::string(500'000, 'x')));
  turns_until_quiet();
  EXPECT_EQ(heard[ana].size(), 1U);
  EXPECT_EQ(stream(ana).sent.size(), 500'000U);
}

TEST_F(LoopTest, EndsAConnectionWhoseWriteBreaks) {
  const ConnId ana = connect();
  stream(ana).broken = true;
  deliver(Deliveries().to(ana, "PING\r\n"));
  turn();
  EXPECT_TRUE(stream(ana).closing);
  turn();
  EXPECT_EQ(heard[ana].back(), "ended reset");
}

TEST_F(LoopTest, EndsAConnectionWhoseWriteUnderWayBreaks) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "PING\r\n"));
  turn();
  stream(ana).under_way.clear();
  core().on_written(ana.slot(), false);
  EXPECT_TRUE(stream(ana).closing);
  turn();
  EXPECT_EQ(heard[ana].back(), "ended reset");
}

TEST_F(LoopTest, KeepsTheBytesOfAWriteUnderWayUntilTheStreamIsDoneWithThem) {
  const ConnId ana = connect();
  stream(ana).room = 0;
  deliver(Deliveries().to(ana, "PING\r\n"));
  turn();
  breaks(ana);
  turn();
  EXPECT_EQ(stream(ana).under_way.at(0), "PING\r\n");
  EXPECT_GT(core().figures().pool_bytes_in_use, 0U);
  EXPECT_EQ(core().figures().queued_bytes, 0U);
  finish_close(ana);
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
}

TEST_F(LoopTest, WritesToEverybodyInOneGo) {
  const std::vector<ConnId> room = connect_many(300);
  streams.many.clear();
  deliver(Deliveries().to_all(room, "hello\r\n"));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(256, 44)) << "so many at a time";
  for (const ConnId conn : room) EXPECT_EQ(stream(conn).sent, "hello\r\n");
}

TEST_F(LoopTest, OfManyEachOneEndsAsItWouldAlone) {
  const std::vector<ConnId> room = connect_many(5);
  const std::string text = std::string(20'000, 'x') + "\r\n";
  stream(room[1]).room = 0;
  stream(room[2]).broken = true;
  stream(room[3]).room = 4;
  streams.many.clear();
  deliver(Deliveries().to_all(room, text));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(5));
  EXPECT_TRUE(stream(room[2]).closing);
  stream(room[1]).room = stream(room[3]).room = 1'000'000;
  finish_write(room[1]);
  finish_write(room[3]);
  turns_until_quiet();
  for (const int heard_it : {0, 1, 3, 4}) {
    EXPECT_EQ(stream(room[static_cast<std::size_t>(heard_it)]).sent, text);
  }
}

TEST_F(LoopTest, ManyWithLongQueuesAreWrittenToInTurns) {
  settings.send_queue_soft_bytes = 900'000;
  const std::vector<ConnId> room = connect_many(100);
  streams.many.clear();
  deliver(Deliveries().to_all(room, std::string(60'000, 'x')));
  turn();
  EXPECT_GT(streams.many.size(), 1U) << "of their blocks so many fit into one call";
  for (const ConnId conn : room) EXPECT_EQ(stream(conn).sent.size(), 60'000U);
}

TEST_F(LoopTest, WhatCanWaitIsWrittenWithWhatCannot) {
  const std::vector<ConnId> room = connect_many(10);
  const ConnId ana = room[3];
  streams.many.clear();
  deliver(Deliveries().can_wait(room, "JOIN\r\n").to(ana, "PING\r\n"));
  turn();
  EXPECT_THAT(streams.many, testing::ElementsAre(10));
  EXPECT_EQ(stream(ana).sent, "JOIN\r\nPING\r\n");
  EXPECT_EQ(stream(ana).writes.size(), 1U);
}

TEST_F(LoopTest, HoldsNoBuffersOnceNothingNeedsThem) {
  const ConnId ana = connect();
  deliver(Deliveries().to(ana, line(10)));
  turns_until_quiet();
  EXPECT_GT(core().figures().pool_bytes_held, 0U) << "the next turn may need them";
  pass(2 * LoopCore::slab_trim_ms);
  EXPECT_EQ(core().figures().pool_bytes_held, 0U);
}

}  // namespace
}  // namespace uvchat::net
