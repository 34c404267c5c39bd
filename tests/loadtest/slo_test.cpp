#include "loadtest/slo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Report report() {
  Report r;
  for (int i = 0; i < 100; ++i) {
    r.fan_out.record(10'000'000);
  }
  r.counts.expected = 100;
  r.counts.delivered = 98;
  r.deliveries_per_s = 90'000;
  return r;
}

std::vector<std::string> broken(std::string_view slo) {
  return Slo::parse(slo).value().broken(report());
}

TEST(Slo, HoldsWhereEveryClauseHolds) {
  EXPECT_THAT(broken("p99<20ms,lost=2,doubled=0"), IsEmpty());
  EXPECT_THAT(broken("p50 <= 11 , deliveries_per_s>=90000"), IsEmpty());
  EXPECT_THAT(broken("max>9ms,lost<=2,lost>=2,lost<3,lost>1"), IsEmpty());
}

TEST(Slo, NamesEachClauseThatDoesNotHold) {
  EXPECT_THAT(
      broken("max<5ms,doubled=0,lost=0"),
      ElementsAre("max<5ms does not hold: it was 10.0 ms", "lost=0 does not hold: it was 2"));
  EXPECT_THAT(broken("lost<2,lost>2,deliveries_per_s>90000"),
              ElementsAre(HasSubstr("lost<2"), HasSubstr("lost>2"), HasSubstr("deliveries_per_s")));
}

TEST(Slo, DoesNotHoldForWhatWasNotMeasured) {
  EXPECT_THAT(broken("completion_p99<1h"), ElementsAre(HasSubstr("not measured")));
  EXPECT_THAT(broken("cpu_us_per_delivery<10"), ElementsAre(HasSubstr("not measured")));
}

TEST(Slo, SaysWhatItCannotRead) {
  const auto error = [](std::string_view text) { return Slo::parse(text).error().text; };
  EXPECT_THAT(error(""), HasSubstr("METRIC OPERATOR VALUE"));
  EXPECT_THAT(error("p99<20ms,"), HasSubstr("METRIC OPERATOR VALUE"));
  EXPECT_THAT(error("p98<20ms"), HasSubstr("'p98' is none of p50 p90"));
  EXPECT_THAT(error("p99<"), HasSubstr("not a duration"));
  EXPECT_THAT(error("p99==20ms"), HasSubstr("not a duration"));
  EXPECT_THAT(error("lost=few"), HasSubstr("not a number"));
}

}  // namespace
}  // namespace uvchat::loadtest
