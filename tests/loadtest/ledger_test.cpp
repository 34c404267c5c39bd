#include "loadtest/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Layout layout(std::uint32_t clients, std::uint32_t rooms, std::uint32_t senders) {
  Scenario s;
  s.clients = clients;
  s.rooms = rooms;
  s.senders = senders;
  return Layout(s);
}

constexpr Seat sender{0, 0};
constexpr Seat second{0, 1};
constexpr Seat third{0, 2};

TEST(Ledger, MissesNothingWhereMoreCameThanWasExpected) {
  EXPECT_EQ((Ledger::Counts{.expected = 5, .delivered = 3}).outstanding(), 2U);
  EXPECT_EQ((Ledger::Counts{.expected = 3, .delivered = 5}).outstanding(), 0U);
}

TEST(Ledger, ExpectsEachLineOnceAtEveryMemberButItsSender) {
  Ledger ledger(layout(3, 1, 1), false);
  const Marker line = ledger.next_line(sender, 0);
  EXPECT_EQ(ledger.counts().expected, 2U);
  ledger.delivered(second, line, 10);
  EXPECT_EQ(ledger.counts().outstanding(), 1U);
  EXPECT_THAT(ledger.completed(), IsEmpty());
  ledger.delivered(third, line, 20);
  EXPECT_EQ(ledger.counts().outstanding(), 0U);
  EXPECT_THAT(ledger.completed(), ElementsAre(0U));
}

TEST(Ledger, ExpectsALineAtItsSenderTooWhereThereIsAnEcho) {
  Ledger ledger(layout(3, 1, 1), false, Ledger::Echo::yes);
  const Marker line = ledger.next_line(sender, 0);
  EXPECT_EQ(ledger.counts().expected, 3U);
  ledger.delivered(second, line, 10);
  ledger.delivered(third, line, 20);
  EXPECT_EQ(ledger.counts().outstanding(), 1U);
  EXPECT_THAT(ledger.completed(), IsEmpty());
  ledger.delivered(sender, line, 30);
  EXPECT_EQ(ledger.counts().outstanding(), 0U);
  EXPECT_THAT(ledger.completed(), ElementsAre(0U));
}

TEST(Ledger, TakesLatencyFromTheTimeALineWasDue) {
  Ledger ledger(layout(3, 1, 1), false);
  const Marker line = ledger.next_line(sender, 1'000);
  ledger.delivered(second, line, 1'100);
  ledger.delivered(third, line, 1'120);
  EXPECT_EQ(ledger.fan_out().count(), 2U);
  EXPECT_EQ(ledger.fan_out().percentile(50), 100);
  EXPECT_EQ(ledger.completion().count(), 1U);
  EXPECT_EQ(ledger.completion().max(), 120);
}

TEST(Ledger, CountsALineThatNeverComesAsOutstanding) {
  Ledger ledger(layout(2, 1, 1), false);
  ledger.next_line(sender, 0);
  const Marker line = ledger.next_line(sender, 0);
  ledger.delivered(second, line, 1);
  EXPECT_EQ(ledger.counts().delivered, 1U);
  EXPECT_EQ(ledger.counts().outstanding(), 1U);
  EXPECT_EQ(ledger.counts().out_of_order, 0U);
}

TEST(Ledger, CountsADoubledLineOnceAsDelivered) {
  Ledger ledger(layout(2, 1, 1), false);
  const Marker line = ledger.next_line(sender, 0);
  ledger.delivered(second, line, 1);
  ledger.delivered(second, line, 2);
  EXPECT_EQ(ledger.counts().delivered, 1U);
  EXPECT_EQ(ledger.counts().doubled, 1U);
}

TEST(Ledger, CountsALineBehindALaterOneAsOutOfOrderAndDelivered) {
  Ledger ledger(layout(2, 1, 1), false);
  std::vector<Marker> lines;
  for (int i = 0; i < 6; ++i) lines.push_back(ledger.next_line(sender, 0));
  for (const std::size_t i : {0U, 4U, 2U, 1U, 3U, 5U}) ledger.delivered(second, lines[i], 1);
  EXPECT_EQ(ledger.counts().delivered, 6U);
  EXPECT_EQ(ledger.counts().out_of_order, 3U);
  EXPECT_EQ(ledger.counts().doubled, 0U);
  for (const Marker& line : lines) ledger.delivered(second, line, 1);
  EXPECT_EQ(ledger.counts().doubled, 6U);
  EXPECT_EQ(ledger.counts().outstanding(), 0U);
}

TEST(Ledger, KnowsNoLineThatWasNotSent) {
  Ledger ledger(layout(4, 2, 2), false);
  const Marker line = ledger.next_line(sender, 0);
  ledger.delivered(second, {0, 0, 1}, 1);  // a sequence to come
  ledger.delivered(second, {0, 1, 0}, 1);  // no sender
  ledger.delivered({1, 1}, line, 1);       // another room's
  ledger.delivered(second, {9, 0, 0}, 1);  // no room at all
  EXPECT_EQ(ledger.counts().unknown, 4U);
  EXPECT_EQ(ledger.counts().delivered, 0U);
}

TEST(Ledger, NamesTheSenderOfEachCompletedLine) {
  Ledger ledger(layout(6, 2, 4), false);  // clients 0 and 2 send in room 0, 1 and 3 in room 1
  const Marker line = ledger.next_line({1, 1}, 0);
  EXPECT_EQ(line, (Marker{1, 1, 0}));
  ledger.delivered({1, 0}, line, 1);
  ledger.delivered({1, 2}, line, 1);
  EXPECT_THAT(ledger.completed(), ElementsAre(3U));
  ledger.clear_completed();
  EXPECT_THAT(ledger.completed(), IsEmpty());
}

TEST(Ledger, KeepsTheTimesOfManyLinesInFlight) {
  Ledger ledger(layout(2, 1, 1), false);
  std::vector<Marker> lines;
  for (std::int64_t round = 0; round < 100; ++round) {
    for (std::int64_t i = 0; i < 7; ++i) lines.push_back(ledger.next_line(sender, round));
    ledger.delivered(second, lines[static_cast<std::size_t>(round)], round + 50);
  }
  for (std::size_t i = 100; i < lines.size(); ++i) {
    ledger.delivered(second, lines[i], static_cast<std::int64_t>(i / 7) + 50);
  }
  EXPECT_EQ(ledger.counts().outstanding(), 0U);
  EXPECT_EQ(ledger.completion().count(), 700U);
  EXPECT_EQ(ledger.fan_out().max(), 99 + 50 - 99 / 7);
}

TEST(Ledger, ExpectsNothingAtAClientThatIsAway) {
  Ledger ledger(layout(3, 1, 1), false);
  ledger.leave(2);
  const Marker missed = ledger.next_line(sender, 0);
  EXPECT_EQ(ledger.counts().expected, 1U);
  ledger.delivered(second, missed, 1);
  EXPECT_EQ(ledger.counts().outstanding(), 0U);
  ledger.come_back(2);
  const Marker line = ledger.next_line(sender, 0);
  ledger.delivered(second, line, 1);
  ledger.delivered(third, line, 1);
  EXPECT_EQ(ledger.counts().delivered, 3U);
  EXPECT_EQ(ledger.counts().out_of_order, 0U);
}

TEST(Ledger, LetsNobodySpeakToAnEmptyRoom) {
  Ledger ledger(layout(3, 1, 1), false);
  ledger.leave(1);
  EXPECT_TRUE(ledger.can_speak(0));
  ledger.leave(2);
  EXPECT_FALSE(ledger.can_speak(0));
  EXPECT_FALSE(ledger.can_speak(2));
}

TEST(Ledger, ExpectsAPrivateLineAtTheSendersPartnerAlone) {
  Ledger ledger(layout(4, 2, 2), true);  // clients 0 and 2 in room 0, 1 and 3 in room 1
  EXPECT_EQ(ledger.partner_of(0), 1U);
  const Marker line = ledger.next_private_line(0, 100);
  EXPECT_EQ(ledger.counts().expected, 1U);
  ledger.delivered({0, 1}, line, 200);
  ledger.delivered({1, 1}, line, 200);
  EXPECT_EQ(ledger.counts().unknown, 2U);
  ledger.delivered({1, 0}, line, 200);
  EXPECT_EQ(ledger.counts().delivered, 1U);
  EXPECT_EQ(ledger.fan_out().max(), 100);
  EXPECT_THAT(ledger.completed(), ElementsAre(0U));
  ledger.delivered({1, 0}, line, 300);
  EXPECT_EQ(ledger.counts().doubled, 1U);
}

bool nobody(std::uint32_t) { return false; }

TEST(Ledger, KnowsALineThatWasPassedOverFromOneThatIsOnlyLate) {
  Ledger ledger(layout(3, 1, 1), false);
  ledger.next_line(sender, 0);
  const Marker line = ledger.next_line(sender, 0);
  ledger.next_line(sender, 0);
  EXPECT_EQ(ledger.lost(nobody), 0U);
  ledger.delivered(second, line, 1);
  EXPECT_EQ(ledger.counts().outstanding(), 5U);
  EXPECT_EQ(ledger.lost(nobody), 1U);  // the first line, at the second member
}

TEST(Ledger, ALineIsLostWithItsSenderOrItsReceiver) {
  Ledger ledger(layout(3, 1, 1), false);
  ledger.delivered(second, ledger.next_line(sender, 0), 1);
  ledger.next_line(sender, 0);
  EXPECT_EQ(ledger.lost([](std::uint32_t client) { return client == 1; }), 1U);
  EXPECT_EQ(ledger.lost([](std::uint32_t client) { return client == 2; }), 2U);
  EXPECT_EQ(ledger.lost([](std::uint32_t client) { return client == 0; }), 3U);
}

TEST(Ledger, APrivateLineIsLostTheSameWay) {
  Ledger ledger(layout(4, 2, 2), true);
  ledger.next_private_line(0, 0);
  EXPECT_EQ(ledger.lost(nobody), 0U);
  EXPECT_EQ(ledger.lost([](std::uint32_t client) { return client == 1; }), 1U);
  ledger.delivered({1, 0}, ledger.next_private_line(0, 0), 1);
  EXPECT_EQ(ledger.lost(nobody), 1U);
}

TEST(Ledger, RemembersWhatWasLostToOneWhoWentAwayAndCameBack) {
  Ledger ledger(layout(3, 1, 1), false);
  ledger.next_line(sender, 0);
  ledger.delivered(third, ledger.next_line(sender, 0), 1);
  ledger.leave(2);
  EXPECT_EQ(ledger.lost([](std::uint32_t client) { return client == 2; }), 1U);
  ledger.come_back(2);
  EXPECT_EQ(ledger.lost(nobody), 1U);
}

TEST(Ledger, SeesAQueueThatMovesAndNoneWhereALineIsLost) {
  Ledger ledger(layout(2, 1, 1), false);
  std::vector<Marker> lines;
  for (std::int64_t due_ns = 0; due_ns < 5; ++due_ns) {
    lines.push_back(ledger.next_line(sender, due_ns));
  }
  EXPECT_EQ(ledger.queues(1'000, 100).senders, 0U);  // nobody was heard yet
  ledger.delivered(second, lines[0], 1'000);
  EXPECT_EQ(ledger.queues(1'000, 2'000).senders, 0U);  // not late enough
  ledger.delivered(second, lines[1], 1'000);
  const Ledger::Queues queues = ledger.queues(1'000, 100);
  EXPECT_EQ(queues.senders, 1U);
  EXPECT_EQ(queues.longest_ns, 998);
  EXPECT_EQ(ledger.queues(1'000, 100).senders, 0U);  // it stands still
  ledger.delivered(second, lines[4], 1'000);         // two are lost
  EXPECT_EQ(ledger.queues(1'000, 100).senders, 0U);
}

TEST(Ledger, KnowsWhatAnybodyHasHeard) {
  Ledger ledger(layout(3, 1, 1), false);
  std::vector<Marker> lines;
  for (int i = 0; i < 8; ++i) lines.push_back(ledger.next_line(sender, 0));
  for (const std::size_t i : {0U, 1U, 4U, 6U}) ledger.delivered(second, lines[i], 1);
  for (const std::size_t i : {0U, 2U, 4U}) ledger.delivered(third, lines[i], 1);
  const auto heard = ledger.heard();
  ASSERT_EQ(heard.size(), 1U);
  ASSERT_EQ(heard[0].size(), 1U);
  Sequences expected;
  for (const std::uint32_t sequence : {0U, 1U, 2U, 4U, 6U}) expected.add(sequence);
  EXPECT_EQ(heard[0][0].count(), 5U);
  EXPECT_EQ(heard[0][0].count_without(expected), 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
