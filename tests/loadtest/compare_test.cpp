#include "loadtest/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "loadtest/report.h"

namespace uvchat::loadtest {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string file_of(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "loadgen-" + std::to_string(::getpid()) + name;
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
  return compare({file_of("a.json", to_json(a).dump()), file_of("b.json", to_json(b).dump())})
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
  idle.server.emplace();
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
  EXPECT_THAT(compare({"/nowhere/a.json", good}).error().text,
              HasSubstr("/nowhere/a.json: cannot be read: No such file"));
  const std::string half = file_of("half.json", "{\"scenario\": ");
  EXPECT_THAT(compare({good, half}).error().text,
              HasSubstr(half + ":1:14: scenario: syntax error: unexpected end of input"));
  const std::string list = file_of("list.json", "[]");
  EXPECT_THAT(compare({good, list}).error().text, HasSubstr(list + ": is no report"));
}

TEST(Compare, TakesMoreThanTwo) {
  std::vector<std::string> paths;
  for (const std::int64_t ms : {10, 25, 5}) {
    paths.push_back(
        file_of(std::to_string(ms) + ".json", to_json(measured(ms * 1'000'000)).dump()));
  }
  const std::string table = compare(paths).value();
  EXPECT_THAT(table, HasSubstr("C: " + paths[2] + "\n"));
  EXPECT_THAT(table, ContainsRegex("\n +A +B +B/A +C +C/A\n"));
  EXPECT_THAT(table, ContainsRegex("\nfan-out p99 +10.0 ms +25.0 ms +2.50x +5.00 ms +0.50x\n"));
}

TEST(Compare, ShowsARowInOneUnit) {
  EXPECT_THAT(compared(measured(250'000), measured(25'000'000)),
              ContainsRegex("\nfan-out p99 +0.250 ms +25.0 ms +100.00x\n"));
}

// What `report` makes of another file in its place.
std::string refused(const std::string& report) {
  const std::string good = file_of("good.json", to_json(measured(1'000)).dump());
  const auto table = compare({good, file_of("other.json", report)});
  return table ? "" : table.error().text;
}

TEST(Compare, RefusesWhatWouldCostMoreThanAReport) {
  EXPECT_THAT(refused(R"({"fan_out":{},"scenario":)" + std::string(100'000, '[')),
              HasSubstr("nested more than"));
  EXPECT_THAT(refused("[" + std::string(3'000'000, ',')), HasSubstr("more values than a report"));
  std::string keys;
  for (int i = 0; i < 200; ++i) keys += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  EXPECT_THAT(refused(R"({"fan_out":{},"scenario":{)" + keys + "}}"), HasSubstr("is no report"));
  EXPECT_THAT(refused(R"({"fan_out":1,"scenario":{},"fan_out":2})"), HasSubstr("given twice"));
  const std::string folder = testing::TempDir();
  EXPECT_THAT(compare({folder, folder}).error().text, HasSubstr("it is no regular file"));
  EXPECT_THAT(compare({"/dev/zero", folder}).error().text, HasSubstr("it is no regular file"));
}

TEST(Compare, ShowsNothingThatSteersATerminal) {
  const std::string table =
      compare({file_of("a.json", R"({"fan_out":{"p50_us":1e300,"p99_us":-5},"date":"\u009b1m",
                 "failure":"\u001b[31mred\nNOTE: B is fine","scenario":{"\u202ekey":"\u0007"}})"),
               file_of("b.json", R"({"fan_out":{"p50_us":2},"scenario":{}})")})
          .value();
  EXPECT_THAT(table, HasSubstr("failed: \uFFFD[31mred\uFFFDNOTE: B is fine\n"));
  EXPECT_THAT(table, HasSubstr("scenarios differ: \uFFFDkey is "));
  EXPECT_EQ(table.find_first_of("\x1b\a\r\t"), std::string::npos);
  EXPECT_EQ(table.find("\u009b"), std::string::npos);
}

}  // namespace
}  // namespace uvchat::loadtest
