#include "uvchat/base/flood_gate.h"

#include <gtest/gtest.h>

namespace uvchat {
namespace {

const FloodGate::Rate rate({true, 20, 5});

int lines_let_through(FloodGate& gate, std::uint64_t now_ms, std::size_t bytes) {
  int lines = 0;
  while (lines < 1000 && gate.open(rate, now_ms)) {
    gate.charge(rate, now_ms, bytes);
    ++lines;
  }
  return lines;
}

TEST(FloodGate, LetsABurstThroughAndThenTheSteadyRate) {
  FloodGate gate;
  EXPECT_EQ(lines_let_through(gate, 1'000'000, 20), 20);
  EXPECT_EQ(lines_let_through(gate, 1'000'199, 20), 0);
  EXPECT_EQ(lines_let_through(gate, 1'000'200, 20), 1);
  EXPECT_EQ(lines_let_through(gate, 1'001'200, 20), 5);
}

TEST(FloodGate, AllowsABurstAtTheVeryBeginningOfTime) {
  FloodGate gate;
  EXPECT_EQ(lines_let_through(gate, 0, 20), 20);
}

TEST(FloodGate, SavesNoMoreThanOneBurst) {
  FloodGate gate;
  EXPECT_EQ(lines_let_through(gate, 1'000, 20), 20);
  EXPECT_EQ(lines_let_through(gate, 100'000'000, 20), 20);
}

TEST(FloodGate, CountsALongLineAsSeveral) {
  FloodGate gate;
  EXPECT_EQ(lines_let_through(gate, 1'000, 512), 20);
  FloodGate other;
  EXPECT_EQ(lines_let_through(other, 1'000, 513), 10);
}

TEST(FloodGate, LetsNothingThroughDuringAPenalty) {
  FloodGate gate;
  gate.penalize(1'000, 300);
  gate.penalize(1'000, 200);
  EXPECT_FALSE(gate.open(rate, 1'499));
  EXPECT_TRUE(gate.open(rate, 1'500));
}

TEST(FloodGate, GivesTurnsAtTheRateAtWhichItLetsThrough) {
  FloodGate gate;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(gate.take_turn(rate, 1'000, 20), 1'000U);
  EXPECT_EQ(gate.take_turn(rate, 1'000, 20), 1'200U);
  EXPECT_EQ(gate.take_turn(rate, 1'050, 513), 1'400U);
  EXPECT_EQ(gate.take_turn(rate, 1'100, 20), 1'800U);
  EXPECT_EQ(lines_let_through(gate, 1'999, 20), 0);
  EXPECT_EQ(lines_let_through(gate, 2'000, 20), 1);
}

TEST(FloodGate, CostsNothingWhenItIsDisabled) {
  const FloodGate::Rate free_of_charge({false, 1, 1});
  FloodGate gate;
  gate.penalize(0, 10'000);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(gate.open(free_of_charge, 0));
    gate.charge(free_of_charge, 0, 4000);
    EXPECT_EQ(gate.take_turn(free_of_charge, 5, 4000), 5U);
  }
}

}  // namespace
}  // namespace uvchat
