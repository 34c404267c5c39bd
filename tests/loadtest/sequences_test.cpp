#include "loadtest/sequences.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace uvchat::loadtest {
namespace {

TEST(Sequences, AreASetWhateverOrderTheyComeIn) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Sequences mine;
    Sequences others;
    std::set<std::uint32_t> set;
    std::set<std::uint32_t> other_set;
    for (std::uint32_t i = 0; i < 60; ++i) {
      const std::uint32_t sequence = static_cast<std::uint32_t>(random() % 50);
      EXPECT_EQ(mine.add(sequence), set.insert(sequence).second);
      const std::uint32_t first = static_cast<std::uint32_t>(random() % 50);
      if (i % 10 != 0) continue;
      others.add_range(first, first + i / 10);
      for (std::uint32_t s = first; s < first + i / 10; ++s) other_set.insert(s);
    }
    EXPECT_EQ(mine.count(), set.size());
    EXPECT_EQ(others.count(), other_set.size());
    for (const std::uint32_t sequence : other_set) set.erase(sequence);
    EXPECT_EQ(mine.count_without(others), set.size());
  }
}

TEST(Sequences, AreNoneInAnEmptyRange) {
  Sequences sequences;
  sequences.add_range(7, 7);
  EXPECT_EQ(sequences.count(), 0U);
}

}  // namespace
}  // namespace uvchat::loadtest
