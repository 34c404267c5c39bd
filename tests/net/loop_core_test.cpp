#include "net/loop_core.h"

#include "tests/net/loop_fixture.h"

namespace uvchat::net {
namespace {

using testing::ElementsAre;

TEST_F(LoopTest, TellsTheHubOfAConnectionAndThenItsLinesInOrder) {
  const ConnId ana = open();
  says(ana, "NICK ana\r\nUSER a 0 * :A\r\nPRIV");
  turn();
  says(ana, "MSG #a :hola\r\n");
  turn();
  EXPECT_THAT(heard[ana], ElementsAre("opened 0 192.0.2.1", "line NICK ana", "line USER a 0 * :A",
                                      "line PRIVMSG #a :hola"));
}

TEST_F(LoopTest, DeliversToOneAndToAListExceptOne) {
  const ConnId ana = connect();
  const ConnId ben = connect();
  const ConnId eve = connect();
  deliver(Deliveries().to(ana, "1\r\n").to_all({ana, ben, eve}, "2\r\n", ben).to(ben, "3\r\n"));
  turn();
  EXPECT_EQ(stream(ana).sent, "1\r\n2\r\n");
  EXPECT_EQ(stream(ben).sent, "3\r\n");
  EXPECT_EQ(stream(eve).sent, "2\r\n");
}

TEST_F(LoopTest, WritesOnceATurnHoweverManyLinesThereAre) {
  const ConnId ana = connect();
  for (int i = 0; i < 10; ++i) deliver(Deliveries().to(ana, "PING\r\n"));
  turn();
  EXPECT_EQ(stream(ana).writes.size(), 1U);
}

TEST_F(LoopTest, WritesWhatIsSaidBeforeWhatCanWait) {
  settings.patient_writes = {3, 0};
  const std::vector<ConnId> room = connect_many(9);
  const ConnId last = room.back();
  const ConnId before_last = room[room.size() - 2];
  deliver(Deliveries().can_wait(room, ":ana JOIN #a\r\n"));
  turn();
  EXPECT_EQ(stream(room.front()).sent, ":ana JOIN #a\r\n");
  EXPECT_EQ(stream(last).sent, "");
  EXPECT_TRUE(core().has_work());
  deliver(Deliveries().can_wait({before_last}, ":eva JOIN #a\r\n").to(last, "hola\r\n"));
  turn();
  EXPECT_THAT(stream(last).writes, ElementsAre(":ana JOIN #a\r\nhola\r\n"));
  turns_until_quiet();
  EXPECT_THAT(stream(before_last).writes, ElementsAre(":ana JOIN #a\r\n:eva JOIN #a\r\n"));
  EXPECT_EQ(core().figures().queued_bytes, 0U);
}

TEST_F(LoopTest, WritesWhatCanWaitWhereMuchOfItHasGathered) {
  settings.patient_writes = {1, 0};
  settings.send_queue_soft_bytes = 900'000;
  const std::vector<ConnId> room = connect_many(5);
  const std::string half(limits::patient_bytes_max / 2 + 1, 'x');
  deliver(Deliveries().can_wait(room, half));
  turn();
  EXPECT_EQ(stream(room.back()).sent, "");
  deliver(Deliveries().can_wait(room, half));
  turn();
  EXPECT_EQ(stream(room.back()).sent, half + half);
}

TEST_F(LoopTest, WritesMoreOfWhatCanWaitWhereTurnsAreLong) {
  settings.patient_writes = {1, 2};
  const std::vector<ConnId> room = connect_many(9);
  core().turn_took(3'000);
  deliver(Deliveries().can_wait(room, ":ana JOIN #a\r\n"));
  turn();
  EXPECT_EQ(stream(room[6]).sent, ":ana JOIN #a\r\n");
  EXPECT_EQ(stream(room[7]).sent, "");
}

TEST_F(LoopTest, HoldsNoBlockForAnIdleConnection) {
  for (int i = 0; i < 100; ++i) {
    const ConnId conn = connect(i % 2 == 0 ? irc : by_ten);
    says(conn, "hello\r\n");
    deliver(Deliveries().to(conn, "hello\n"));
  }
  turns_until_quiet();
  EXPECT_EQ(core().figures().pool_bytes_in_use, 0U);
  EXPECT_EQ(core().figures().connections, 100U);
  EXPECT_FALSE(core().has_work());
}

TEST_F(LoopTest, RefusesAConnectionForWhichThereIsNoSlot) {
  settings.slots_max = 1;
  connect();
  EXPECT_FALSE(core().accept(irc, now).has_value());
}

TEST_F(LoopTest, DropsEffectsForAnEarlierTenantOfASlot) {
  const ConnId ana = connect();
  breaks(ana);
  turn();
  deliver(Deliveries().close(ana));
  finish_close(ana);
  const ConnId ben = connect();
  ASSERT_EQ(ben.slot(), ana.slot());
  ASSERT_NE(ben.generation(), ana.generation());
  deliver(Deliveries().to(ana, "late\r\n").to_all({ana}, "late\r\n").penalty(ana, 99).close(ana));
  turn();
  EXPECT_EQ(stream(ben).sent, "");
  EXPECT_FALSE(stream(ben).closing);
}

TEST_F(LoopTest, EnciphersForClassroomConnectionsEachByItsOwnShift) {
  const ConnId ten = connect(by_ten);
  const ConnId three = connect(by_three);
  const ConnId another_ten = connect(by_ten);
  deliver(Deliveries().to_all({ten, three, another_ten}, "xyz\n"));
  turn();
  EXPECT_EQ(stream(ten).sent, "hij\n");
  EXPECT_EQ(stream(three).sent, "abc\n");
  EXPECT_EQ(stream(another_ten).sent, "hij\n");
}

TEST_F(LoopTest, GivesAClassroomConnectionOneWriteForAMessage) {
  const ConnId ten = connect(by_ten);
  deliver(Deliveries().to(ten, "a\nb\n").to(ten, "c\n"));
  turn();
  EXPECT_THAT(stream(ten).writes, ElementsAre("k\n", "l\n", "m\n"));
}

TEST_F(LoopTest, WritesManyClassroomMessagesOverSeveralTurns) {
  settings.send_queue_soft_bytes = 10'000;
  const ConnId ten = connect(by_ten);
  std::string text;
  for (int i = 0; i < 100; ++i) text += "a\n";
  deliver(Deliveries().to(ten, text));
  turn();
  EXPECT_EQ(stream(ten).writes.size(), 16U);
  turns_until_quiet();
  EXPECT_EQ(stream(ten).writes.size(), 100U);
}

}  // namespace
}  // namespace uvchat::net
