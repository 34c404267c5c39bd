#include "net/staging.h"

#include <gtest/gtest.h>

namespace uvchat::net {
namespace {

const ConnId somebody(3, 1, 1);

TEST(Staging, HasTwoBatchesAndNoMore) {
  Staging staging(3);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(staging.room());
    staging.add(EventKind::line, 0, somebody, "PING");
    EXPECT_EQ(staging.take()->loop, 3);
  }
  EXPECT_FALSE(staging.room());
  staging.give_back(EventBatch());
  EXPECT_TRUE(staging.room());
  staging.check_invariants();
}

TEST(Staging, PostsNothingWhenNothingHappened) {
  Staging staging(0);
  EXPECT_FALSE(staging.take().has_value());
  EXPECT_TRUE(staging.room());
  EXPECT_FALSE(staging.take().has_value());
}

TEST(Staging, IsFullAtItsBoundOfLines) {
  Staging staging(3);
  std::size_t lines = 0;
  while (staging.room()) {
    staging.add(EventKind::line, 0, somebody, "x");
    ++lines;
  }
  EXPECT_EQ(lines, limits::turn_lines_max);
  EXPECT_TRUE(staging.full());
  staging.check_invariants();
}

TEST(Staging, IsFullBeforeItsBoundOfBytesIsCrossed) {
  Staging staging(3);
  const std::string longest(limits::client_line_bytes_max, 'x');
  while (staging.room()) staging.add(EventKind::line, 0, somebody, longest);
  EXPECT_LE(staging.take()->bytes.size(), limits::turn_bytes_max);
  EXPECT_TRUE(staging.room());
}

TEST(Staging, ClearsWhatComesBack) {
  Staging staging(3);
  ASSERT_TRUE(staging.room());
  staging.add(EventKind::line, 0, somebody, "PING");
  staging.give_back(*staging.take());
  ASSERT_TRUE(staging.room());
  EXPECT_FALSE(staging.any());
}

}  // namespace
}  // namespace uvchat::net
