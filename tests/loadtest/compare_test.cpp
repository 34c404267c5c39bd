#include "loadtest/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "loadtest/report.h"

namespace uvchat::loadtest {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string file_of(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "loadgen-" + name;
  std::ofstream(path) << text;
  return path;
}

Report measured(std::int64_t latency_ns) {
  Report report;
  report.fan_out.record(latency_ns);
  report.counts.sent = report.counts.expected = report.counts.delivered = 1;
  report.deliveries_per_s = 1000;
  return report;
}

std::string compared(const Report& a, const Report& b) {
  return compare(file_of("a.json", to_json(a).dump()), file_of("b.json", to_json(b).dump()))
      .value();
}

TEST(Compare, ShowsEachFigureOfBothReportsAndTheirRatio) {
  const std::string table = compared(measured(10'000'000), measured(25'000'000));
  EXPECT_THAT(table, ContainsRegex("\nfan-out p99 +10.0 ms +25.0 ms +2.50x\n"));
  EXPECT_THAT(table, ContainsRegex("\ndeliveries/s +1000 +1000 +1.00x\n"));
  EXPECT_THAT(table, Not(HasSubstr("NOTE")));
}

TEST(Compare, ShowsADashForWhatOneOfThemHasNotMeasured) {
  Report with_server = measured(10'000'000);
  with_server.server.emplace().cpu_us_per_delivery = 4.5;
  const std::string table = compared(measured(10'000'000), with_server);
  EXPECT_THAT(table, ContainsRegex("\nserver CPU/delivery +- +4.50 us +-\n"));
  EXPECT_THAT(table, ContainsRegex("\nlost +0 +0 +-\n"));
  EXPECT_THAT(table, Not(HasSubstr("join p99")));
}

TEST(Compare, ShowsADashForTheTrafficOfAnIdleRun) {
  Report idle;
  idle.server.emplace().cpu_us_per_delivery = 10'000;
  Report busy = measured(10'000'000);
  busy.server.emplace().cpu_us_per_delivery = 4.5;
  const std::string table = compared(busy, idle);
  EXPECT_THAT(table, ContainsRegex("\nserver CPU/delivery +4.50 us +- +-\n"));
  EXPECT_THAT(table, ContainsRegex("\ndeliveries/s +1000 +- +-\n"));
}

TEST(Compare, SaysWhereTheScenariosDiffer) {
  Report other = measured(10'000'000);
  other.scenario.clients = 7;
  EXPECT_THAT(compared(measured(10'000'000), other),
              HasSubstr("NOTE: the scenarios differ: clients is 1000 in A, 7 in B\n"));
}

TEST(Compare, SaysThatARunFailed) {
  Report failed = measured(10'000'000);
  failed.failure = "connection refused";
  EXPECT_THAT(compared(failed, measured(10'000'000)),
              HasSubstr("NOTE: A failed: connection refused\n"));
}

TEST(Compare, SaysWhichFileIsNoReport) {
  const std::string good = file_of("good.json", to_json(measured(1'000)).dump());
  EXPECT_THAT(compare("/nowhere/a.json", good).error().text,
              HasSubstr("cannot read /nowhere/a.json: No such file"));
  const std::string half = file_of("half.json", "{\"scenario\": ");
  EXPECT_EQ(compare(good, half).error().text, half + " is not JSON");
  const std::string list = file_of("list.json", "[]");
  EXPECT_THAT(compare(good, list).error().text, HasSubstr(list + " is no report"));
}

}  // namespace
}  // namespace uvchat::loadtest
