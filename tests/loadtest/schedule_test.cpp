#include "loadtest/schedule.h"

#include <gtest/gtest.h>

namespace uvchat::loadtest {
namespace {

Phase phase(PhaseKind kind) {
  Phase p;
  p.kind = kind;
  p.duration_ns = 10'000'000'000;
  return p;
}

TEST(Schedule, OfASteadyPhaseHasALineEachTimeTheRateSays) {
  Phase steady = phase(PhaseKind::steady);
  steady.rate_per_s = 4;
  const Schedule schedule(steady);
  EXPECT_EQ(schedule.lines(), 40U);
  EXPECT_EQ(schedule.due_ns(0), 0);
  EXPECT_EQ(schedule.due_ns(1), 250'000'000);
  EXPECT_EQ(schedule.due_ns(39), 9'750'000'000);
}

TEST(Schedule, OfARampGrowsDenserUntilItHasReachedItsEnd) {
  Phase ramp = phase(PhaseKind::ramp);
  ramp.rate_per_s = 10;
  ramp.rate_end_per_s = 110;
  const Schedule schedule(ramp);
  EXPECT_EQ(schedule.lines(), 600U);
  EXPECT_EQ(schedule.due_ns(0), 0);
  EXPECT_NEAR(static_cast<double>(schedule.due_ns(1)), 0.0954e9, 1e6);
  // Half of the time has passed after 10 * 5 + 10 * 25 / 2 lines.
  EXPECT_NEAR(static_cast<double>(schedule.due_ns(175)), 5e9, 1e6);
  EXPECT_NEAR(static_cast<double>(schedule.due_ns(599) - schedule.due_ns(598)), 1e9 / 110, 1e5);
  EXPECT_LE(schedule.due_ns(599), ramp.duration_ns);
}

TEST(Schedule, OfARampMayFallToo) {
  Phase ramp = phase(PhaseKind::ramp);
  ramp.rate_per_s = 100;
  ramp.rate_end_per_s = 0.001;
  const Schedule schedule(ramp);
  std::int64_t last_ns = -1;
  for (std::uint64_t line = 0; line < schedule.lines(); ++line) {
    EXPECT_GT(schedule.due_ns(line), last_ns);
    last_ns = schedule.due_ns(line);
  }
}

TEST(Schedule, OfABurstHasAllItsLinesAtOnce) {
  Phase burst = phase(PhaseKind::burst);
  burst.burst_lines = 3;
  burst.every_ns = 4'000'000'000;
  const Schedule schedule(burst);
  EXPECT_EQ(schedule.lines(), 9U);
  EXPECT_EQ(schedule.due_ns(2), 0);
  EXPECT_EQ(schedule.due_ns(3), 4'000'000'000);
  EXPECT_EQ(schedule.due_ns(8), 8'000'000'000);
}

}  // namespace
}  // namespace uvchat::loadtest
