#include "server/heap_trim.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <memory>
#include <vector>

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

// A sanitizer's heap is not glibc's.
#if defined(__GLIBC__) && !defined(UVCHAT_SANITIZED)

std::size_t resident_bytes() {
  std::size_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * 4096;
}

TEST(HeapTrim, LeavesThePagesInWhichSomethingIsUsedAlone) {
  constexpr std::size_t blocks = 40'000, block_bytes = 1000;
  std::vector<std::unique_ptr<char[]>> burst;
  for (std::size_t i = 0; i < blocks; ++i) burst.push_back(std::make_unique<char[]>(block_bytes));
  for (std::size_t i = 0; i < blocks; ++i) {
    if (i % 64 != 0) burst[i].reset();
  }
  const std::size_t before = resident_bytes();
  HeapTrim heap;
  heap.look({.mono_ms = 1});
  EXPECT_GT(resident_bytes() + limits::heap_unneeded_bytes, before) << "it was free only once";
  heap.look({.mono_ms = 1 + limits::heap_trim_ms});
  EXPECT_LT(resident_bytes() + 2 * limits::heap_unneeded_bytes, before);
}

#endif

TEST(HeapTrim, LeavesLittleAsItIs) {
  HeapTrim heap;
  for (int look = 0; look < 3; ++look) {
    EXPECT_FALSE(heap.should_trim(limits::heap_unneeded_bytes - 1));
  }
}

}  // namespace
}  // namespace uvchat::server
