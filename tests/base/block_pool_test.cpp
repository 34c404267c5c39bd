#include "uvchat/base/block_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <set>
#include <vector>

namespace uvchat {
namespace {

constexpr std::size_t small_blocks_per_slab = limits::slab_bytes / limits::small_block_bytes - 1;

TEST(BlockPool, HoldsNothingBeforeTheFirstBlock) {
  BlockPool pool;
  EXPECT_EQ(pool.bytes_held(), 0U);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(BlockPool, LendsBlocksOfTheSizeAskedForThatDoNotOverlap) {
  BlockPool pool;
  std::vector<Block*> blocks;
  for (int i = 0; i < 3000; ++i) {
    Block* block = pool.take(i % 3 == 0 ? BlockSize::large : BlockSize::small);
    EXPECT_EQ(block->capacity, i % 3 == 0 ? large_block_capacity : small_block_capacity);
    std::memset(block->data(), i % 251, block->capacity);
    blocks.push_back(block);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const char* data = blocks[i]->data();
    EXPECT_EQ(data[0], static_cast<char>(i % 251));
    EXPECT_EQ(data[blocks[i]->capacity - 1], static_cast<char>(i % 251));
  }
  pool.check_invariants();
  EXPECT_EQ(pool.bytes_in_use(),
            1000 * limits::large_block_bytes + 2000 * limits::small_block_bytes);
  for (Block* block : blocks) pool.give_back(block);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(BlockPool, CountsWhatAllPoolsHold) {
  const std::size_t before = BlockPool::bytes_held_by_all();
  {
    BlockPool one;
    BlockPool other;
    one.give_back(one.take(BlockSize::small));
    other.give_back(other.take(BlockSize::large));
    EXPECT_EQ(BlockPool::bytes_held_by_all() - before, one.bytes_held() + other.bytes_held());
  }
  EXPECT_EQ(BlockPool::bytes_held_by_all(), before);
}

TEST(BlockPool, GivesABurstBackOnceNothingNeedsIt) {
  BlockPool pool;
  std::vector<Block*> blocks;
  for (std::size_t i = 0; i < 5 * small_blocks_per_slab; ++i) {
    blocks.push_back(pool.take(BlockSize::small));
  }
  EXPECT_EQ(pool.bytes_held(), 5 * limits::slab_bytes);
  for (Block* block : blocks) {
    pool.give_back(block);
    pool.check_invariants();
  }
  pool.trim();
  EXPECT_EQ(pool.bytes_held(), 5 * limits::slab_bytes) << "the burst was just now";
  pool.trim();
  EXPECT_EQ(pool.bytes_held(), 0U);
}

TEST(BlockPool, KeepsTheSlabsThatEachTurnFillsAndEmpties) {
  BlockPool pool;
  std::vector<Block*> blocks;
  for (int turn = 0; turn < 5; ++turn) {
    for (std::size_t i = 0; i < 3 * small_blocks_per_slab; ++i) {
      blocks.push_back(pool.take(BlockSize::small));
    }
    for (Block* block : blocks) pool.give_back(block);
    blocks.clear();
    pool.trim();
    EXPECT_EQ(pool.bytes_held(), 3 * limits::slab_bytes);
  }
}

TEST(BlockPool, UsesTheSpareSlabForEitherSize) {
  BlockPool pool;
  pool.give_back(pool.take(BlockSize::small));
  Block* block = pool.take(BlockSize::large);
  EXPECT_EQ(pool.bytes_held(), limits::slab_bytes);
  pool.give_back(block);
}

TEST(BlockPool, FillsTheOldestSlabWithRoomFirst) {
  BlockPool pool;
  std::vector<Block*> blocks;
  for (std::size_t i = 0; i < 3 * small_blocks_per_slab; ++i) {
    blocks.push_back(pool.take(BlockSize::small));
  }
  Block* young = blocks[2 * small_blocks_per_slab + 7];
  Block* old = blocks[7];
  pool.give_back(young);
  pool.give_back(old);
  EXPECT_EQ(pool.take(BlockSize::small), old);
  EXPECT_EQ(pool.take(BlockSize::small), young);
  for (Block* block : blocks) pool.give_back(block);
}

TEST(BlockPool, KeepsItsInvariantsUnderRandomUse) {
  BlockPool pool;
  std::mt19937 random(20261122);
  std::vector<Block*> blocks;
  std::set<Block*> lent;
  for (int step = 0; step < 40'000; ++step) {
    const bool growing = step / 8000 % 2 == 0;
    if (blocks.empty() || random() % 10 < (growing ? 7U : 3U)) {
      Block* block = pool.take(random() % 4 == 0 ? BlockSize::large : BlockSize::small);
      ASSERT_TRUE(lent.insert(block).second);
      blocks.push_back(block);
    } else {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      lent.erase(blocks.back());
      pool.give_back(blocks.back());
      blocks.pop_back();
    }
    if (step % 64 == 0) pool.check_invariants();
    if (step % 500 == 0) pool.trim();
  }
  for (Block* block : blocks) pool.give_back(block);
  pool.trim();
  pool.trim();
  pool.check_invariants();
  EXPECT_EQ(pool.bytes_held(), 0U);
}

}  // namespace
}  // namespace uvchat
