// The runner with a real hub, and loops that are lists: what it takes in which order, when a step
// ends, and what a batch for a loop holds.

#include "server/hub_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/hub.h"
#include "uvchat/base/log.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// So many pieces of work fit into each part of a step.
struct PieceBound final : hub::WorkBound {
  void begin(std::uint64_t) override { left = pieces; }
  bool reached() override { return left-- == 0; }

  std::size_t pieces = 1'000;
  std::size_t left = 0;
};

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class Runner : public testing::Test, protected LoopPort {
 protected:
  static constexpr std::uint8_t loops = 3;
  static constexpr std::uint64_t backlog_bytes_max = 1'000;

  static hub::HubSettings settings() {
    hub::HubSettings settings;
    settings.loops = loops;
    settings.listeners = {{hub::SessionKind::irc, {}}};
    settings.outbox_expanded_bytes_max = 2'000;
    return settings;
  }

  // LoopPort
  void deliver(DeliveryBatch&& batch) override { delivered.push_back(std::move(batch)); }
  void give_back(EventBatch&& batch) override {
    EXPECT_TRUE(batch.empty());
    turns_done.push_back(batch.loop);
  }
  void carry_out(Request&&) override {}

  static EventBatch lines(ConnId conn, const std::vector<std::string>& said) {
    EventBatch turn;
    turn.loop = conn.loop();
    for (const std::string& line : said) turn.add(EventKind::line, 0, conn, line);
    return turn;
  }

  void give_back_all() {
    for (DeliveryBatch& batch : delivered) (void)runner.give_back(std::move(batch));
    delivered.clear();
  }

  // Steps as long as one says that more is waiting, and all is delivered at once. How many.
  std::size_t settle() {
    std::size_t steps = 1;
    for (; runner.step(now); ++steps) give_back_all();
    return steps;
  }

  // Somebody who has registered and is in the room.
  ConnId comes(std::uint8_t loop, const std::string& nick, const std::string& capabilities = "") {
    const ConnId conn(loop, slots++, 1);
    EventBatch turn;
    turn.loop = loop;
    turn.add_opened(0, conn, {*Address::parse("192.0.2.1"), false, {}});
    for (const std::string& line :
         {"CAP REQ :" + capabilities, "NICK " + nick, "USER " + nick + " 0 * :" + nick,
          std::string("CAP END"), std::string("JOIN #room")}) {
      turn.add(EventKind::line, 0, conn, line);
    }
    (void)runner.post(std::move(turn));
    settle();
    give_back_all();
    settle();
    turns_done.clear();
    return conn;
  }

  // How often `text` has been delivered to somebody since the last give_back_all().
  std::size_t deliveries_of(std::string_view text) const {
    std::size_t count = 0;
    for (const DeliveryBatch& batch : delivered) {
      for (const Effect& effect : batch.effects) {
        const std::size_t said = count_of(text, batch.slice(effect));
        if (effect.kind == EffectKind::deliver_one) count += said;
        if (effect.kind != EffectKind::deliver_list) continue;
        const DeliveryBatch::List& list = batch.lists[effect.value];
        for (std::uint32_t i = 0; i < list.count; ++i) {
          if (batch.receivers[list.first + i] != effect.conn) count += said;
        }
      }
    }
    return count;
  }

  // What was delivered to a loop last; an empty batch if nothing was.
  const DeliveryBatch& batch_of(std::uint8_t loop) const {
    static const DeliveryBatch none;
    for (auto batch = delivered.rbegin(); batch != delivered.rend(); ++batch) {
      if (batch->loop == loop) return *batch;
    }
    return none;
  }

  std::vector<DeliveryBatch> delivered;
  std::vector<std::uint8_t> turns_done;  // of which loops, in order
  std::uint32_t slots = 0;
  Now now{1'000'000, 1'700'000'000'000'000};
  NullLog log;
  PieceBound bound;
  hub::Hub hub{settings(), HashKey{}, 1, now, log};
  HubRunner runner{hub, loops, *this, bound, backlog_bytes_max};
};

// --- Order.

TEST_F(Runner, TakesATurnOfEachLoopBeforeTheSecondOfAny) {
  const ConnId ana = comes(0, "ana");
  const ConnId luis = comes(1, "luis");
  const ConnId mia = comes(2, "mia");
  for (const ConnId conn : {ana, ana, luis, luis, mia, mia}) {
    (void)runner.post(lines(conn, {"PING x"}));
  }
  settle();
  ASSERT_EQ(turns_done.size(), 6U);
  const std::vector<std::uint8_t> first(turns_done.begin(), turns_done.begin() + 3);
  EXPECT_THAT(first, testing::UnorderedElementsAre(0, 1, 2));
  EXPECT_EQ(std::vector<std::uint8_t>(turns_done.begin() + 3, turns_done.end()), first);
}

TEST_F(Runner, WakesItsOwnerForTheFirstMailAlone) {
  const ConnId ana = comes(0, "ana");
  EXPECT_TRUE(runner.post(lines(ana, {"PING 1"})));
  EXPECT_FALSE(runner.post(lines(ana, {"PING 2"})));
  settle();
  EXPECT_TRUE(runner.post(lines(ana, {"PING 3"})));
}

// --- A step's end.

TEST_F(Runner, GoesOnAtTheSameLineWhenAStepHasLastedLongEnough) {
  const ConnId ana = comes(0, "ana");
  comes(1, "luis");
  bound.pieces = 2;
  (void)runner.post(lines(ana, {"PRIVMSG #room :a-1", "PRIVMSG #room :a-2", "PRIVMSG #room :a-3",
                                "PRIVMSG #room :a-4", "PRIVMSG #room :a-5"}));
  EXPECT_TRUE(runner.step(now));
  EXPECT_EQ(deliveries_of("a-"), 2U);
  EXPECT_THAT(turns_done, IsEmpty());
  EXPECT_TRUE(runner.step(now));
  EXPECT_EQ(deliveries_of("a-"), 4U);
  EXPECT_FALSE(runner.step(now));
  EXPECT_EQ(deliveries_of("a-"), 5U);
  EXPECT_THAT(turns_done, ElementsAre(0));
}

TEST_F(Runner, SaysTheSameInSeveralStepsAsInOne) {
  const ConnId ana = comes(0, "ana");
  const ConnId luis = comes(1, "luis");
  const auto all_said = [&](std::size_t pieces) {
    bound.pieces = pieces;
    (void)runner.post(lines(ana, {"PRIVMSG #room :a-1", "PRIVMSG #room :a-2"}));
    (void)runner.post(lines(luis, {"PRIVMSG #room :b-1", "PRIVMSG #room :b-2"}));
    std::array<std::string, loops> said;  // to each loop
    do {
      give_back_all();
      runner.step(now);
      for (const DeliveryBatch& batch : delivered) said[batch.loop] += batch.bytes;
    } while (runner.waiting());
    give_back_all();
    return said;
  };
  const auto in_few = all_said(1'000);
  for (std::size_t loop = 0; loop < 2; ++loop) EXPECT_EQ(count_of("PRIVMSG", in_few[loop]), 4U);
  EXPECT_EQ(all_said(1), in_few);
}

TEST_F(Runner, EndsAStepWhenTheOutboxIsFull) {
  const ConnId ana = comes(0, "ana");
  comes(1, "luis");
  const std::string long_line = "PRIVMSG #room :" + std::string(380, 'x');
  (void)runner.post(lines(ana, std::vector<std::string>(10, long_line)));
  EXPECT_FALSE(runner.step(now));  // and now the loops have too much to deliver
  EXPECT_THAT(turns_done, IsEmpty());
  const std::size_t first = deliveries_of("PRIVMSG");
  EXPECT_GT(first, 0U);
  EXPECT_LT(first, 10U);
}

// --- Backlog.

class BackloggedRunner : public Runner {
 protected:
  // Too much is left to deliver to loops 0 and 1; mia's loop 2 has nothing of it.
  BackloggedRunner() {
    const std::string long_line = "PRIVMSG #room :" + text;
    (void)runner.post(lines(mia, {"PART #room"}));
    settle();
    give_back_all();
    turns_done.clear();
    (void)runner.post(lines(ana, {long_line, long_line, long_line}));
    runner.step(now);
  }

  const std::string text = std::string(380, 'x');
  const ConnId ana = comes(0, "ana");
  const ConnId luis = comes(1, "luis");
  const ConnId mia = comes(2, "mia");
};

TEST_F(BackloggedRunner, TakesNoTurnOfALoopThatHasTooMuchLeftToDeliver) {
  (void)runner.post(lines(luis, {"PRIVMSG mia :later"}));
  (void)runner.post(lines(mia, {"PRIVMSG ana :at once"}));
  EXPECT_FALSE(runner.step(now)) << "nothing more can be done at once";
  EXPECT_THAT(turns_done, ElementsAre(0, 2));
  EXPECT_EQ(deliveries_of("at once"), 1U);
  EXPECT_TRUE(runner.waiting());
  give_back_all();
  EXPECT_FALSE(runner.step(now));
  EXPECT_FALSE(runner.waiting());
  EXPECT_EQ(deliveries_of("later"), 1U);
}

TEST_F(BackloggedRunner, TakesNoTurnAtAllWhileALoopHasTwiceTooMuchLeftToDeliver) {
  (void)runner.post(lines(mia, {"PRIVMSG ana :" + text, "PRIVMSG ana :" + text}));
  EXPECT_FALSE(runner.step(now));
  EXPECT_THAT(turns_done, ElementsAre(0, 2));
  (void)runner.post(lines(mia, {"PRIVMSG luis :later"}));
  EXPECT_FALSE(runner.step(now)) << "nothing can be done at once";
  EXPECT_TRUE(runner.waiting());
  EXPECT_EQ(deliveries_of("later"), 0U);
  give_back_all();
  EXPECT_FALSE(runner.step(now));
  EXPECT_FALSE(runner.waiting());
  EXPECT_EQ(deliveries_of("later"), 1U);
}

TEST_F(Runner, SaysGoodByeThoughALoopHasTooMuchLeftToDeliver) {
  const ConnId ana = comes(0, "ana");
  const ConnId luis = comes(1, "luis");
  const std::string long_line = "PRIVMSG #room :" + std::string(380, 'x');
  (void)runner.post(lines(ana, {long_line, long_line, long_line}));
  runner.step(now);
  (void)runner.shut_down();
  runner.step(now);
  std::vector<ConnId> closed;
  for (const DeliveryBatch& batch : delivered) {
    for (const Effect& effect : batch.effects) {
      if (effect.kind == EffectKind::close) closed.push_back(effect.conn);
    }
  }
  EXPECT_THAT(closed, testing::UnorderedElementsAre(ana, luis));
}

// --- What a batch for a loop holds.

TEST_F(Runner, SerialisesALineOnceForEachVariantHoweverManyHearIt) {
  const ConnId ana = comes(0, "ana");
  for (int i = 0; i < 5; ++i) comes(1, "plain" + std::to_string(i));
  for (int i = 0; i < 5; ++i) comes(1, "timed" + std::to_string(i), "server-time");
  (void)runner.post(lines(ana, {"PRIVMSG #room :once"}));
  runner.step(now);
  EXPECT_EQ(deliveries_of("once"), 10U);
  EXPECT_EQ(count_of("once", batch_of(1).bytes), 2U);
  EXPECT_EQ(batch_of(1).effects.size(), 2U);
}

TEST_F(Runner, ListsTheReceiversOfARoomOnceForAllLinesOfABatch) {
  const ConnId ana = comes(0, "ana");
  const ConnId bea = comes(0, "bea");
  for (int i = 0; i < 5; ++i) comes(1, "other" + std::to_string(i));
  EventBatch turn = lines(ana, {"PRIVMSG #room :a-1"});
  turn.add(EventKind::line, 0, bea, "PRIVMSG #room :b-1");
  turn.add(EventKind::line, 0, ana, "PRIVMSG #room :a-2");
  (void)runner.post(std::move(turn));
  runner.step(now);
  for (const DeliveryBatch& batch : delivered) {
    EXPECT_EQ(batch.lists.size(), 1U);
    EXPECT_EQ(batch.receivers.size(), batch.loop == 0 ? 2U : 5U);
  }
  EXPECT_EQ(deliveries_of("-1"), 12U);
}

TEST_F(Runner, MergesLinesThatFollowEachOtherToTheSameReceivers) {
  const ConnId ana = comes(0, "ana");
  for (int i = 0; i < 5; ++i) comes(1, "other" + std::to_string(i));
  (void)runner.post(lines(ana, {"PRIVMSG #room :a-1", "PRIVMSG #room :a-2", "PRIVMSG #room :a-3"}));
  runner.step(now);
  EXPECT_EQ(batch_of(1).effects.size(), 1U);
  EXPECT_EQ(deliveries_of("a-"), 15U);
}

TEST_F(Runner, ListsTheReceiversAnewWhenSomebodyHasLeftBetweenTwoLines) {
  const ConnId ana = comes(0, "ana");
  comes(1, "luis");
  const ConnId mia = comes(0, "mia");
  EventBatch turn = lines(ana, {"PRIVMSG #room :before"});
  turn.add(EventKind::line, 0, mia, "PART #room");
  turn.add(EventKind::line, 0, ana, "PRIVMSG #room :after");
  (void)runner.post(std::move(turn));
  runner.step(now);
  EXPECT_EQ(deliveries_of("before"), 2U);
  EXPECT_EQ(deliveries_of("after"), 1U);
}

}  // namespace
}  // namespace uvchat::server
