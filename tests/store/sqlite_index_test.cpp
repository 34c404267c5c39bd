// When words are indexed: apart from the commits of lines.

#include <gtest/gtest.h>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

class SqliteIndex : public testing::Test {
 protected:
  const Folder folder_;
  const std::string path_ = folder_.database();
};

TEST_F(SqliteIndex, KnowsHowManyLinesNoSearchFindsYet) {
  std::vector<StoredLine> lines;
  for (int i = 1; i <= 1'000; ++i) lines.push_back(line_of(7, i * 1'000, "word"));
  lines.back().kind = LineKind::join;
  {
    const auto engine = opened(path_);
    while (engine->tidy()) continue;
    EXPECT_EQ(ask(*engine, keep(lines)).outcome, Outcome::done);
    EXPECT_EQ(engine->unindexed(), 1'000U);
    EXPECT_EQ(ask(*engine, keep(lines)).outcome, Outcome::done);  // they are there already
    EXPECT_EQ(engine->unindexed(), 1'000U);
    EXPECT_TRUE(engine->tidy());
    EXPECT_GT(engine->unindexed(), 0U);
    EXPECT_LT(engine->unindexed(), 1'000U);
  }
  const auto engine = opened(path_);
  EXPECT_TRUE(engine->tidy());  // it looks, and goes on
  while (engine->tidy()) continue;
  EXPECT_EQ(engine->unindexed(), 0U);
  EXPECT_EQ(ask(*engine, keep({line_of(7, 2'000'000, "more"), line_of(8, 1'000, "other")})).outcome,
            Outcome::done);
  EXPECT_EQ(engine->unindexed(), 2U);
}

TEST_F(SqliteIndex, ASearchTellsWhenThatWasSaidWhichItDoesNotFindYet) {
  const auto engine = opened(path_);
  while (engine->tidy()) continue;
  StoredLine for_ops = line_of(7, 5'000, "word");
  for_ops.audience = Audience::ops;
  EXPECT_EQ(ask(*engine, keep({line_of(7, 1'000, "word"), line_of(7, 2'000, "word"), for_ops,
                               line_of(8, 3'000, "word")}))
                .outcome,
            Outcome::done);
  SearchLines search{.readers = {{.room = 7}}, .words = {"word"}, .count_max = 10};
  const auto unindexed = [&] {
    const Answer answer = ask(*engine, search);
    EXPECT_EQ(answer.outcome, Outcome::done) << answer.why;
    return Gap{answer.page->unindexed_from_us, answer.page->unindexed_to_us, 0};
  };
  EXPECT_EQ(unindexed(), (Gap{1'000, 2'000, 0}));
  search.readers.push_back({.room = 8});
  EXPECT_EQ(unindexed(), (Gap{1'000, 3'000, 0}));
  search.readers.front().audience = Audience::ops;
  EXPECT_EQ(unindexed(), (Gap{1'000, 5'000, 0}));
  search.before_ms = 2;
  EXPECT_EQ(unindexed(), (Gap{1'000, 1'000, 0}));
  search.before_ms = 0;
  while (engine->tidy()) continue;
  EXPECT_EQ(unindexed(), (Gap{0, 0, 0}));
}

// Each step is a commit, which costs the same for one line as for many.
TEST_F(SqliteIndex, IndexesTogetherTheFewLinesThatComeBetweenOthers) {
  const auto engine = opened(path_);
  while (engine->tidy()) continue;
  std::int64_t n = 0;
  const auto say = [&](int count) {
    std::vector<StoredLine> lines;
    for (int i = 0; i < count; ++i) lines.push_back(line_of(7, ++n * 1'000, "word"));
    EXPECT_EQ(ask(*engine, keep(lines)).outcome, Outcome::done);
  };
  const auto is_busy_at = [](std::int64_t now_us) {
    return Upkeep{.now_us = now_us, .is_idle = false};
  };
  constexpr std::int64_t noon_us = 43'200'000'000;
  say(1);
  EXPECT_TRUE(engine->tidy(is_busy_at(noon_us)));
  say(1);
  EXPECT_FALSE(engine->tidy(is_busy_at(noon_us + 100'000)));
  say(1);
  EXPECT_EQ(engine->unindexed(), 2U);
  EXPECT_TRUE(engine->tidy(is_busy_at(noon_us + 300'000)));
  EXPECT_EQ(engine->unindexed(), 0U);
  // Many do not wait, nor does what the clock would keep from it, nor anything when all is quiet.
  say(1'000);
  EXPECT_TRUE(engine->tidy(is_busy_at(noon_us + 300'000)));
  say(1);
  EXPECT_TRUE(engine->tidy(is_busy_at(noon_us - 300'000)));
  say(1);
  EXPECT_TRUE(engine->tidy({.now_us = noon_us - 300'000}));
}

}  // namespace
}  // namespace uvchat::store
