#include "loadtest/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;

Histogram histogram() {
  Histogram made;
  for (std::int64_t value = 1; value < 1'000'000'000; value = value * 5 / 4 + 1) made.record(value);
  return made;
}

Report full_report() {
  Report r;
  r.failure = "client 7: \"gone\"";
  r.interrupted = r.turned_away = true;
  r.server_version = "chat 1.0";
  r.lost = 3;
  r.queues = {4, 3, 2, true};
  r.connecting = r.registering = r.joining = {histogram(), 12, 34, 56};
  r.measured_s = 0.1;
  r.lines_per_s = 1.0 / 3;
  r.deliveries_per_s = 1e6;
  r.counts = {1, 2, 3, 4, 5, 6};
  r.fan_out = r.completion = r.send_lag = histogram();
  r.cipher = {1, 2, 3, 4, 5};
  r.logins = {histogram(), 6, 5, 4, 2, 3, 0.5};
  r.pages = {histogram(), 7, 6, 5, 4, 0.25};
  r.uploads = {histogram(), 50, 7, 6, 5, "413 too large", 0.25};
  r.history = {true, 4, 3, 2, 1, "it was away"};
  r.tokens = 9;
  r.clients_lost = 7;
  r.clients_dropped = 8;
  r.own = {0.5, 0.25};
  r.stolen_share = 0.125;
  r.server = ServerReport{ProcessReport{0.75, 0.01}, 1.5, 0.5, 40.5, 1, 2, 3, 0.5};
  PhaseReport& phase = r.phases.emplace_back();
  phase.name = "morgen";
  phase.counts = r.counts;
  phase.fan_out = r.fan_out;
  phase.storm = r.joining;
  phase.server = ProcessReport{0.5, 0.5};
  r.phases.emplace_back();
  r.samples = {{0, 1, 2, 3, histogram().buckets_since({}), 0.5, {}, 77}, {}};
  r.stages = {{"connecting", 0, 0.5}, {"steady", 0.5, 2}};
  return r;
}

TEST(Wire, TellsAReportAsItIs) {
  const Report report = full_report();
  const std::string line = print_message(report);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto message = parse_message(line);
  ASSERT_TRUE(message.has_value()) << message.error().text;
  EXPECT_EQ(print_message(*message), line);
  const Report& told = std::get<Report>(*message);
  EXPECT_EQ(to_json(told).dump(2), to_json(report).dump(2));
  EXPECT_EQ(told.fan_out.max(), report.fan_out.max());
  EXPECT_EQ(told.samples[0].fan_out, report.samples[0].fan_out);
}

TEST(Wire, TellsAnEmptyReportToo) {
  const auto message = parse_message(print_message(Report()));
  ASSERT_TRUE(message.has_value()) << message.error().text;
  EXPECT_EQ(to_json(std::get<Report>(*message)).dump(), to_json(Report()).dump());
}

TEST(Wire, TellsHowFarAProcessIs) {
  const Progress progress{Progress::Stage::talking, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(std::get<Progress>(parse_message(print_message(progress)).value()), progress);
  EXPECT_EQ(std::get<Reached>(parse_message(print_message(Reached())).value()), Reached());
}

TEST(Wire, ReplacesBytesOfTheServersThatAreNoText) {
  Report report;
  report.failure = "ERROR \xff";
  const auto message = parse_message(print_message(report));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(std::get<Report>(*message).failure, "ERROR \xef\xbf\xbd");
}

std::string why_no_message(const std::string& line) {
  const auto message = parse_message(line);
  return message ? "" : message.error().text;
}

TEST(Wire, RefusesWhatIsNoMessage) {
  EXPECT_THAT(why_no_message(""), HasSubstr("neither reached"));
  EXPECT_THAT(why_no_message("reached 1"), HasSubstr("neither reached"));
  EXPECT_THAT(why_no_message("report"), HasSubstr("neither reached"));
  EXPECT_THAT(why_no_message("progress {"), HasSubstr("at 1:2: "));
  EXPECT_THAT(why_no_message("progress {}"), HasSubstr("the key \"stage\" is missing"));
  const std::string report = print_message(Report());
  EXPECT_NE(why_no_message(report.substr(0, report.size() - 1)), "");
}

// A report of one sample, with these buckets.
std::string with_buckets(const std::string& buckets) {
  Report report;
  report.samples.emplace_back().fan_out = {{7, 1}};
  std::string line = print_message(report);
  line.replace(line.find("7*1"), 3, buckets);
  return why_no_message(line);
}

TEST(Wire, RefusesBucketsThatNoHistogramHas) {
  EXPECT_EQ(with_buckets("7*1 9*3"), "");
  EXPECT_EQ(with_buckets(""), "");
  for (const char* buckets : {"7", "7*", "*1", "7*1 ", " 7*1", "7*1,8*1", "-7*1", "7*0", "9*1 7*1",
                              "7*1 7*1", "99999*1", "7*9999999999999999999", "x"}) {
    EXPECT_THAT(with_buckets(buckets), HasSubstr("a histogram's buckets")) << buckets;
  }
}

TEST(Wire, RefusesAMaxThatIsNotInTheLastBucket) {
  Report report;
  report.fan_out.record(100);
  std::string line = print_message(report);
  line.replace(line.find("\"max_ns\":100"), 12, "\"max_ns\":101");
  EXPECT_THAT(why_no_message(line),
              HasSubstr("fan_out: expected a histogram whose max is in its last"));
}

}  // namespace
}  // namespace uvchat::loadtest
