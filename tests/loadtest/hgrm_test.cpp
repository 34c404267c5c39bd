#include "loadtest/hgrm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Hgrm, IsTheDistributionInMillisecondsWithinItsPrecision) {
  Histogram histogram;
  for (int i = 1; i <= 4; ++i) histogram.record(i * 1'000'000);
  const std::string text = to_hgrm(histogram);
  EXPECT_THAT(text, StartsWith("       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
                               "       1.001 0.000000000000          1           1.00\n"));
  EXPECT_THAT(text, HasSubstr("       2.003 0.500000000000          2           2.00\n"));
  EXPECT_THAT(text, HasSubstr("       4.000 1.000000000000          4\n#[Mean    = "));
  EXPECT_THAT(text, HasSubstr("#[Max     =        4.000, Total count    =            4]\n"));
}

TEST(Hgrm, OfNothingHasNoSteps) {
  EXPECT_THAT(to_hgrm(Histogram()), HasSubstr("1/(1-Percentile)\n\n#[Mean    =        0.000"));
}

}  // namespace
}  // namespace uvchat::loadtest
