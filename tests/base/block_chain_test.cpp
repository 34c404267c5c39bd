#include "uvchat/base/block_chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <string>

namespace uvchat {
namespace {

std::string contents(const BlockChain& chain) {
  std::string text(chain.size(), '\0');
  EXPECT_EQ(chain.copy_out(text), text.size());
  return text;
}

TEST(BlockChain, HoldsNoBlockWhileItIsEmpty) {
  BlockPool pool;
  BlockChain chain(pool);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  chain.append("PING");
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes);
  chain.consume(4);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  chain.append("");
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(BlockChain, GoesOnInLargeBlocksWhenTheSmallOneIsFull) {
  BlockPool pool;
  BlockChain chain(pool);
  chain.append(std::string(small_block_capacity, 'a'));
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes);
  chain.append("b");
  EXPECT_EQ(pool.bytes_in_use(), limits::small_block_bytes + limits::large_block_bytes);
  chain.consume(small_block_capacity);
  EXPECT_EQ(pool.bytes_in_use(), limits::large_block_bytes);
  EXPECT_EQ(contents(chain), "b");
}

TEST(BlockChain, GivesItsBlocksBackWhenItIsClearedOrDestroyed) {
  BlockPool pool;
  {
    BlockChain chain(pool);
    chain.append(std::string(50'000, 'x'));
    chain.clear();
    EXPECT_EQ(pool.bytes_in_use(), 0U);
    chain.append(std::string(50'000, 'x'));
  }
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(BlockChain, ShowsItsFrontWithinTheBoundsAskedFor) {
  BlockPool pool;
  BlockChain chain(pool);
  chain.append(std::string(20'000, 'x'));
  std::array<std::string_view, 2> two;
  EXPECT_EQ(chain.front(two, 100), 1U);
  EXPECT_EQ(two[0].size(), 100U);
  EXPECT_EQ(chain.front(two, 1'000'000), 2U);
  EXPECT_EQ(two[0].size() + two[1].size(), 2 * large_block_capacity);
  EXPECT_EQ(chain.front(two, 0), 0U);
}

TEST(BlockChain, NeverMovesAByteThatFrontHasShown) {
  BlockPool pool;
  BlockChain chain(pool);
  chain.append("first line\r\n");
  std::array<std::string_view, 1> shown;
  ASSERT_EQ(chain.front(shown, 100), 1U);
  const char* place = shown[0].data();
  for (int i = 0; i < 100; ++i) chain.append(std::string(1000, 'y'));
  EXPECT_EQ(shown[0], "first line\r\n");
  ASSERT_EQ(chain.front(shown, 12), 1U);
  EXPECT_EQ(shown[0].data(), place);
}

TEST(BlockChain, FindsAByteAcrossBlocks) {
  BlockPool pool;
  BlockChain chain(pool);
  EXPECT_EQ(chain.find('\n'), BlockChain::npos);
  chain.append(std::string(9'000, 'a'));
  EXPECT_EQ(chain.find('\n'), BlockChain::npos);
  chain.append("\nb\n");
  EXPECT_EQ(chain.find('\n'), 9'000U);
  chain.consume(5'000);
  EXPECT_EQ(chain.find('\n'), 4'000U);
  chain.consume(4'001);
  EXPECT_EQ(chain.find('\n'), 1U);
}

class BlockChainModel : public testing::TestWithParam<std::uint32_t> {};

TEST_P(BlockChainModel, BehavesAsAQueueOfBytes) {
  BlockPool pool;
  BlockChain chain(pool);
  std::deque<char> model;
  std::mt19937 random(GetParam());
  const auto some = [&random](std::size_t most) { return random() % (most + 1); };
  for (int step = 0; step < 20'000; ++step) {
    if (random() % 2 == 0 && model.size() < 30'000) {
      std::string bytes(some(random() % 8 == 0 ? 6'000 : 200), '\0');
      for (char& byte : bytes) byte = static_cast<char>('a' + random() % 26);
      chain.append(bytes);
      model.insert(model.end(), bytes.begin(), bytes.end());
    } else {
      const std::size_t count = random() % 8 == 0 ? model.size() : some(model.size());
      chain.consume(count);
      model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(count));
    }
    chain.check_invariants();
    ASSERT_EQ(chain.size(), model.size());
    if (step % 16 == 0) {
      ASSERT_EQ(contents(chain), std::string(model.begin(), model.end()));
      const auto hit = std::find(model.begin(), model.end(), 'q');
      const auto place = static_cast<std::size_t>(hit - model.begin());
      ASSERT_EQ(chain.find('q'), hit == model.end() ? BlockChain::npos : place);
      std::array<std::string_view, 16> segments;
      const std::size_t count = chain.front(segments, limits::write_bytes_max);
      std::string front;
      for (std::size_t i = 0; i < count; ++i) front += segments[i];
      ASSERT_EQ(front, std::string(model.begin(), model.end()).substr(0, front.size()));
      ASSERT_TRUE(front.size() == model.size() || count == segments.size() ||
                  front.size() == limits::write_bytes_max);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BlockChainModel, testing::Values(1U, 2U, 3U, 4U));

}  // namespace
}  // namespace uvchat
