#include "server/heap_trim.h"

#include <gtest/gtest.h>

namespace uvchat::server {
namespace {

constexpr std::size_t much = 10 * limits::heap_unneeded_bytes;

TEST(HeapTrim, GivesBackWhatWasFreeTwiceInARow) {
  HeapTrim heap;
  EXPECT_FALSE(heap.should_trim(much));
  EXPECT_TRUE(heap.should_trim(much));
}

TEST(HeapTrim, KeepsWhatIsNeededInBetween) {
  HeapTrim heap;
  for (int burst = 0; burst < 3; ++burst) {
    EXPECT_FALSE(heap.should_trim(much));
    EXPECT_FALSE(heap.should_trim(0));
  }
}

TEST(HeapTrim, DoesNotTryAgainWithWhatCouldNotBeGivenBack) {
  HeapTrim heap;
  heap.should_trim(much);
  EXPECT_TRUE(heap.should_trim(much));
  heap.trimmed(much / 2);
  EXPECT_FALSE(heap.should_trim(much / 2));
  EXPECT_FALSE(heap.should_trim(much / 2 + limits::heap_unneeded_bytes - 1));
}

TEST(HeapTrim, GivesBackWhatTheNextBurstHasLeft) {
  HeapTrim heap;
  heap.should_trim(much);
  EXPECT_TRUE(heap.should_trim(much));
  heap.trimmed(0);
  EXPECT_FALSE(heap.should_trim(much));
  EXPECT_TRUE(heap.should_trim(much));
}

TEST(HeapTrim, ForgetsWhatWasLeftOnceThatIsUsed) {
  HeapTrim heap;
  heap.should_trim(much);
  EXPECT_TRUE(heap.should_trim(much));
  heap.trimmed(much);
  EXPECT_FALSE(heap.should_trim(0));
  EXPECT_FALSE(heap.should_trim(much));
  EXPECT_TRUE(heap.should_trim(much));
}

TEST(HeapTrim, LeavesLittleAsItIs) {
  HeapTrim heap;
  for (int look = 0; look < 3; ++look)
    EXPECT_FALSE(heap.should_trim(limits::heap_unneeded_bytes - 1));
}

}  // namespace
}  // namespace uvchat::server
