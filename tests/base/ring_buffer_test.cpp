#include "uvchat/base/ring_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <string>

namespace uvchat {
namespace {

std::string contents(const RingBuffer& ring) {
  std::string text(ring.size(), '\0');
  EXPECT_EQ(ring.copy_out(text), text.size());
  return text;
}

TEST(RingBuffer, HoldsNoBlockWhileItIsEmpty) {
  BlockPool pool;
  RingBuffer ring(pool);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  ring.append("PING");
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes);
  ring.consume(4);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  ring.append("");
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(RingBuffer, GoesOnInLargeBlocksWhenTheSmallOneIsFull) {
  BlockPool pool;
  RingBuffer ring(pool);
  ring.append(std::string(small_block_capacity, 'a'));
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes);
  ring.append("b");
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes + limits::large_block_bytes);
  ring.consume(small_block_capacity);
  EXPECT_EQ(pool.bytes_in_use(), limits::large_block_bytes);
  EXPECT_EQ(contents(ring), "b");
}

TEST(RingBuffer, GivesItsBlocksBackWhenItIsClearedOrDestroyed) {
  BlockPool pool;
  {
    RingBuffer ring(pool);
    ring.append(std::string(50'000, 'x'));
    ring.clear();
    EXPECT_EQ(pool.bytes_in_use(), 0U);
    ring.append(std::string(50'000, 'x'));
  }
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(RingBuffer, ShowsItsFrontWithinTheBoundsAskedFor) {
  BlockPool pool;
  RingBuffer ring(pool);
  ring.append(std::string(20'000, 'x'));
  std::array<std::string_view, 2> two;
  EXPECT_EQ(ring.front(two, 100), 1U);
  EXPECT_EQ(two[0].size(), 100U);
  EXPECT_EQ(ring.front(two, 1'000'000), 2U);
  EXPECT_EQ(two[0].size() + two[1].size(), 2 * large_block_capacity);
  EXPECT_EQ(ring.front(two, 0), 0U);
}

TEST(RingBuffer, NeverMovesAByteThatFrontHasShown) {
  BlockPool pool;
  RingBuffer ring(pool);
  ring.append("first line\r\n");
  std::array<std::string_view, 1> shown;
  ASSERT_EQ(ring.front(shown, 100), 1U);
  const char* place = shown[0].data();
  for (int i = 0; i < 100; ++i) ring.append(std::string(1000, 'y'));
  EXPECT_EQ(shown[0], "first line\r\n");
  ASSERT_EQ(ring.front(shown, 12), 1U);
  EXPECT_EQ(shown[0].data(), place);
}

TEST(RingBuffer, FindsAByteAcrossBlocks) {
  BlockPool pool;
  RingBuffer ring(pool);
  EXPECT_EQ(ring.find('\n'), RingBuffer::npos);
  ring.append(std::string(9'000, 'a'));
  EXPECT_EQ(ring.find('\n'), RingBuffer::npos);
  ring.append("\nb\n");
  EXPECT_EQ(ring.find('\n'), 9'000U);
  ring.consume(5'000);
  EXPECT_EQ(ring.find('\n'), 4'000U);
  ring.consume(4'001);
  EXPECT_EQ(ring.find('\n'), 1U);
}

class RingBufferModel : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RingBufferModel, BehavesAsAQueueOfBytes) {
  BlockPool pool;
  RingBuffer ring(pool);
  std::deque<char> model;
  std::mt19937 random(GetParam());
  const auto some = [&random](std::size_t most) { return random() % (most + 1); };
  for (int step = 0; step < 20'000; ++step) {
    if (random() % 2 == 0 && model.size() < 30'000) {
      std::string bytes(some(random() % 8 == 0 ? 6'000 : 200), '\0');
      for (char& byte : bytes) byte = static_cast<char>('a' + random() % 26);
      ring.append(bytes);
      model.insert(model.end(), bytes.begin(), bytes.end());
    } else {
      const std::size_t count = random() % 8 == 0 ? model.size() : some(model.size());
      ring.consume(count);
      model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(count));
    }
    ring.check_invariants();
    ASSERT_EQ(ring.size(), model.size());
    if (step % 16 == 0) {
      ASSERT_EQ(contents(ring), std::string(model.begin(), model.end()));
      const auto hit = std::find(model.begin(), model.end(), 'q');
      const auto place = static_cast<std::size_t>(hit - model.begin());
      ASSERT_EQ(ring.find('q'), hit == model.end() ? RingBuffer::npos : place);
      std::array<std::string_view, 16> segments;
      const std::size_t count = ring.front(segments, limits::write_bytes_max);
      std::string front;
      for (std::size_t i = 0; i < count; ++i) front += segments[i];
      ASSERT_EQ(front, std::string(model.begin(), model.end()).substr(0, front.size()));
      ASSERT_TRUE(front.size() == model.size() || count == segments.size() ||
                  front.size() == limits::write_bytes_max);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RingBufferModel, testing::Values(1U, 2U, 3U, 4U));

}  // namespace
}  // namespace uvchat
