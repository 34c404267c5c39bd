#include "hub/timer_wheel.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "hub/session.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/random.h"

namespace uvchat::hub {
namespace {

const ListenerSettings listener;

std::unique_ptr<Session> session(std::uint32_t slot) {
  return std::make_unique<Session>(ConnId(0, slot, 1), std::uint8_t{0}, SessionKind::irc,
                                   UserPool::Ptr());
}

TEST(TimerWheel, FiresEachTimerOnceAndNeverEarly) {
  SeededRandom random(7);
  TimerWheel wheel(12'345);
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<std::uint64_t> due;
  for (std::uint32_t i = 0; i < 500; ++i) {
    sessions.push_back(session(i));
    due.push_back(12'345 + random.below(i % 3 == 0 ? 1'000 : 20'000'000));
    wheel.schedule(sessions.back()->timer, Deadline::ping, due.back());
  }
  std::vector<int> fired(500);
  for (std::uint64_t now = 12'345; now < 20'100'000; now += 1 + random.below(7'000)) {
    while (Timer* timer = wheel.next_due(now)) {
      const std::uint32_t i = timer->owner().conn.slot();
      EXPECT_LE(due[i], now);
      EXPECT_LE(now, due[i] + 7'001 + limits::tick_ms);
      ++fired[i];
    }
  }
  EXPECT_EQ(fired, std::vector<int>(500, 1));
}

TEST(TimerWheel, ATimerHasOneDeadline) {
  TimerWheel wheel(0);
  auto a = session(1);
  wheel.schedule(a->timer, Deadline::registration, 1'000);
  wheel.schedule(a->timer, Deadline::ping, 500'000);
  EXPECT_EQ(wheel.next_due(400'000), nullptr);
  EXPECT_EQ(wheel.next_due(500'100), &a->timer);
  EXPECT_EQ(a->timer.deadline(), Deadline::ping);
  EXPECT_EQ(wheel.next_due(700'000), nullptr);
}

TEST(TimerWheel, SeveralTimersOfASessionDoNotMoveEachOther) {
  TimerWheel wheel(0);
  auto a = session(1);
  Timer answer(*a);
  wheel.schedule(a->timer, Deadline::ping, 5'000);
  wheel.schedule(answer, Deadline::answer, 1'000);
  ASSERT_EQ(wheel.next_due(1'100), &answer);
  EXPECT_EQ(&answer.owner(), a.get());
  wheel.schedule(answer, Deadline::payment, 4'000);
  TimerWheel::cancel(answer);
  EXPECT_FALSE(answer.scheduled());
  ASSERT_EQ(wheel.next_due(5'100), &a->timer);
  EXPECT_EQ(wheel.next_due(500'100), nullptr);
}

TEST(TimerWheel, ATimerGoesWithItsOwner) {
  TimerWheel wheel(0);
  auto a = session(1);
  wheel.schedule(a->timer, Deadline::registration, 1'000);
  a.reset();
  EXPECT_EQ(wheel.next_due(2'000), nullptr);
}

}  // namespace
}  // namespace uvchat::hub
