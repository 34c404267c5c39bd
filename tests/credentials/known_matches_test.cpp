#include "credentials/known_matches.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat::credentials {
namespace {

TEST(KnownMatches, KnowsAPasswordOfAHashForAnHour) {
  KnownMatches known;
  EXPECT_FALSE(known.knows("secret", "$hash", 0));
  known.remember("secret", "$hash", 1'000);
  EXPECT_TRUE(known.knows("secret", "$hash", 3'600'999));
  EXPECT_FALSE(known.knows("secret", "$hash", 3'601'000));
  EXPECT_EQ(known.size(), 0U);
}

TEST(KnownMatches, KnowsNothingElse) {
  KnownMatches known;
  known.remember("secret", "$hash", 0);
  EXPECT_FALSE(known.knows("secre", "t$hash", 0));
  EXPECT_FALSE(known.knows("secret", "$other", 0));
  EXPECT_FALSE(known.knows("", "$hash", 0));
}

TEST(KnownMatches, ForgetsTheOldestWhereThereAreTooMany) {
  KnownMatches known;
  for (std::size_t i = 0; i <= KnownMatches::entries_max; ++i) {
    known.remember("secret", std::to_string(i), i);
  }
  EXPECT_EQ(known.size(), KnownMatches::entries_max);
  EXPECT_FALSE(known.knows("secret", "0", KnownMatches::entries_max));
  EXPECT_TRUE(known.knows("secret", "1", KnownMatches::entries_max));
}

}  // namespace
}  // namespace uvchat::credentials
