#include "uvchat/base/object_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace uvchat {
namespace {

struct Thing {
  std::uint64_t number = 0;
  std::shared_ptr<int> shared;
};

using Pool = ObjectPool<Thing>;

std::vector<Pool::Ptr> make_things(Pool& pool, std::size_t count) {
  std::vector<Pool::Ptr> things;
  for (std::size_t i = 0; i < count; ++i) things.push_back(pool.make(i, nullptr));
  return things;
}

TEST(ObjectPool, HoldsNothingBeforeTheFirstObject) {
  const Pool pool;
  EXPECT_EQ(pool.slabs_held(), 0U);
}

TEST(ObjectPool, MakesObjectsThatDoNotOverlap) {
  Pool pool;
  const auto things = make_things(pool, 3 * Pool::objects_per_slab);
  for (std::size_t i = 0; i < things.size(); ++i) EXPECT_EQ(things[i]->number, i);
  EXPECT_EQ(pool.slabs_held(), 3U);
}

TEST(ObjectPool, EndsAnObjectWhenItIsGivenBack) {
  Pool pool;
  const auto shared = std::make_shared<int>(1);
  auto thing = pool.make(1U, shared);
  EXPECT_EQ(shared.use_count(), 2);
  thing.reset();
  EXPECT_EQ(shared.use_count(), 1);
}

TEST(ObjectPool, GivesABurstBackButForOneSlab) {
  Pool pool;
  auto things = make_things(pool, 5 * Pool::objects_per_slab);
  EXPECT_EQ(pool.slabs_held(), 5U);
  things.clear();
  EXPECT_EQ(pool.slabs_held(), 1U);
}

TEST(ObjectPool, UsesTheRoomThatIsThereBeforeItTakesMore) {
  Pool pool;
  auto things = make_things(pool, 4 * Pool::objects_per_slab);
  for (std::size_t i = 0; i < things.size(); i += 2) things[i].reset();
  const auto others = make_things(pool, 2 * Pool::objects_per_slab);
  EXPECT_EQ(pool.slabs_held(), 4U);
}

TEST(ObjectPool, KeepsEveryObjectAsItWasThroughAnyOrderOfComingAndGoing) {
  Pool pool;
  std::mt19937 random(1);
  std::vector<Pool::Ptr> things;
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    // It grows for some thousand steps, and shrinks for as many.
    if (things.empty() || random() % 8 < (i / 4000 % 2 == 0 ? 6U : 2U)) {
      things.push_back(pool.make(i, nullptr));
      numbers.push_back(i);
    } else {
      const std::size_t at = random() % things.size();
      ASSERT_EQ(things[at]->number, numbers[at]);
      things[at] = std::move(things.back());
      numbers[at] = numbers.back();
      things.pop_back();
      numbers.pop_back();
    }
  }
  for (std::size_t i = 0; i < things.size(); ++i) EXPECT_EQ(things[i]->number, numbers[i]);
}

}  // namespace
}  // namespace uvchat
