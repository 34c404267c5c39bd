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
  for (int i = 0; i < 100; ++i) r.fan_out.record(10'000'000);
  r.counts.expected = 100;
  r.counts.delivered = 98;
  r.deliveries_per_s = 90'000;
  return r;
}

std::vector<std::string> broken(std::string_view slo, const Report& r = report()) {
  std::vector<std::string> clauses;
  for (const SloReport& judged : Slo::parse(slo).value().judge(r)) {
    if (!judged.holds) clauses.push_back(judged.clause + " was " + judged.measured);
  }
  return clauses;
}

TEST(Slo, HoldsWhereEveryClauseHolds) {
  EXPECT_THAT(broken("p99<20ms,missing=2,doubled=0"), IsEmpty());
  EXPECT_THAT(broken("p50 <= 11ms , deliveries_per_s>=90000"), IsEmpty());
  EXPECT_THAT(broken("max>9ms,missing<=2,missing>=2,missing<3,missing>1"), IsEmpty());
}

TEST(Slo, NamesEachClauseThatDoesNotHold) {
  EXPECT_THAT(broken("max<5ms,doubled=0,missing=0"),
              ElementsAre("max<5ms was 10.0 ms", "missing=0 was 2"));
  EXPECT_THAT(
      broken("missing<2,missing>2,deliveries_per_s>90000"),
      ElementsAre(HasSubstr("missing<2"), HasSubstr("missing>2"), HasSubstr("deliveries_per_s")));
}

TEST(Slo, DoesNotHoldForWhatWasNotMeasured) {
  EXPECT_THAT(broken("completion_p99<1h"), ElementsAre("completion_p99<1h was "));
  EXPECT_THAT(broken("cpu_us_per_delivery<10"), ElementsAre("cpu_us_per_delivery<10 was "));
  EXPECT_THAT(broken("lost=0,missing=0,deliveries_per_s<5,clients_lost=0", Report()),
              ElementsAre("lost=0 was ", "missing=0 was ", "deliveries_per_s<5 was "));
}

TEST(Slo, KnowsWhatIsOnlyLateFromWhatIsLost) {
  Report r = report();
  r.lost = 1;
  EXPECT_THAT(broken("lost=1,not_in_time=1,missing=2", r), IsEmpty());
}

TEST(Slo, SaysWhatItCannotRead) {
  const auto error = [](std::string_view text) { return Slo::parse(text).error().text; };
  EXPECT_THAT(error(""), HasSubstr("METRIC OPERATOR VALUE"));
  EXPECT_THAT(error("p99<20ms,"), HasSubstr("METRIC OPERATOR VALUE"));
  EXPECT_THAT(error("p98<20ms"), HasSubstr("'p98' is no metric, did you mean"));
  EXPECT_THAT(error("p99<"), HasSubstr("not a duration"));
  EXPECT_THAT(error("p99==20ms"), HasSubstr("not a duration"));
  EXPECT_THAT(error("lost=few"), HasSubstr("not a number"));
  EXPECT_THAT(error("lost<nan"), HasSubstr("not a number"));
  EXPECT_EQ(error("p99<20"), "p99<20: '20' needs a unit: 20ms, or 20s?");
}

}  // namespace
}  // namespace uvchat::loadtest
