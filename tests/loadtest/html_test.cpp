#include "loadtest/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "loadtest/chart.h"
#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> labels_of(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) labels.push_back(tick.label);
  return labels;
}

Report measured() {
  Report r;
  r.scenario.host = "<chat>";
  Histogram second;
  for (int i = 1; i <= 1000; ++i) {
    r.fan_out.record(i * 10'000);
    second.record(i * 10'000);
  }
  r.counts.sent = 10;
  r.counts.expected = r.counts.delivered = 1000;
  for (int i = 0; i < 4; ++i) {
    Sample sample;
    sample.from_s = i;
    sample.to_s = i + 1;
    if (i != 2) {
      sample.deliveries = 250;
      sample.fan_out = second.buckets_since({});
    }
    r.samples.push_back(std::move(sample));
  }
  r.stages = {{"connecting", 0, 1}, {"measured", 1, 4}};
  return r;
}

TEST(Chart, HasTicksAtRoundNumbersThatReachBeyondTheHighestValue) {
  EXPECT_THAT(labels_of(linear_axis("ms", 6.5, 5)), testing::ElementsAre("0", "2", "4", "6", "8"));
  EXPECT_THAT(labels_of(linear_axis("MiB", 40, 5)),
              testing::ElementsAre("0", "10", "20", "30", "40"));
  EXPECT_THAT(labels_of(linear_axis("", 0.3, 3)), testing::ElementsAre("0", "0.1", "0.2", "0.3"));
  EXPECT_EQ(linear_axis("", 0, 5).end, 1);
}

TEST(Chart, GroupsTheDigitsOfLargeNumbers) {
  EXPECT_EQ(grouped("123"), "123");
  EXPECT_EQ(grouped("1234567.25"), "1,234,567.25");
}

TEST(Chart, LeavesOutLabelsThatWouldOverlap) {
  Chart chart;
  chart.x = {"percentile", 2, {{0, "0 %"}, {0.1, "50 %"}, {1, "90 %"}}};
  EXPECT_THAT(to_svg(chart, 300), Not(HasSubstr(">50 %<")));
  EXPECT_THAT(to_svg(chart, 1200), HasSubstr(">50 %<"));
}

TEST(Html, NeedsNothingButItself) {
  const std::string page = to_html(measured());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("&lt;chat&gt; port 6667"));
  EXPECT_THAT(page, Not(HasSubstr("<chat>")));
}

TEST(Html, BreaksALineWhereThereIsNothingToShow) {
  const std::string page = to_html(measured());
  const std::regex pieces("class=\"(line1|dot1)\"");
  const std::size_t from = page.find("Fan-out latency over time");
  const std::string chart = page.substr(from, page.find("</svg>", from) - from);
  EXPECT_EQ(std::distance(std::sregex_iterator(chart.begin(), chart.end(), pieces), {}), 2);
}

TEST(Html, HasNoChartOfWhatWasNotMeasured) {
  EXPECT_THAT(to_html(measured()), Not(HasSubstr("The server's memory")));
  EXPECT_THAT(to_html(Report()), Not(HasSubstr("<svg")));
}

TEST(Html, ShowsWhatFailedAtTheTopAndUnlikeANote) {
  Report r = measured();
  r.counts.delivered -= 10;
  r.lost = 3;
  r.slo = {{"p99<1ms", "9.90 ms", false}};
  r.own.cpu_share = 0.9;
  const std::string page = to_html(r);
  const std::size_t failed =
      page.find("<div class=\"remark failed\"><b>FAILED</b><span>10 of 1,000");
  ASSERT_NE(failed, std::string::npos);
  EXPECT_LT(failed, page.find("class=\"tiles\""));
  EXPECT_LT(page.find("<b>FAILED</b><span>SLO broken: p99&lt;1ms does not hold: it was 9.90 ms"),
            page.find("class=\"tiles\""));
  EXPECT_THAT(page, HasSubstr("<div class=\"remark note\"><b>NOTE</b><span>the load generator"));
  EXPECT_THAT(page, HasSubstr("<div class=\"bad\"><b>10</b><span>missing of 1,000 deliveries"));
  EXPECT_THAT(page, HasSubstr("<td data-name=\"verdict\" class=\"bad\">BROKEN</td>"));
  EXPECT_THAT(page, Not(HasSubstr("remark good")));
}

TEST(Html, ShowsThatAllIsWell) {
  EXPECT_THAT(to_html(measured()),
              HasSubstr("<div class=\"remark good\"><b>OK</b><span>each of 1,000 deliveries"));
}

TEST(Html, SaysWhenAndWhereTheRunWasMade) {
  Report r = measured();
  r.surroundings = {"2026-11-26 09:30:00 UTC", "0.1.0", "Linux 6.1", "Abacus", 2};
  r.server_version = "chat<1>";
  const std::string page = to_html(r);
  EXPECT_THAT(page, HasSubstr("2026-11-26 09:30:00 UTC · server: chat&lt;1&gt; · loadgen 0.1.0"));
  EXPECT_THAT(page, HasSubstr("2 cores of Abacus, Linux 6.1"));
}

TEST(Html, HasOneUnitForEachColumnAndNamesItInEachCell) {
  Report r = measured();
  r.registering.each.record(45'000);
  r.registering.done = 1;
  const std::string page = to_html(r);
  EXPECT_THAT(page, HasSubstr("<th>p50, ms</th>"));
  EXPECT_THAT(page, HasSubstr(">register</td>"));
  EXPECT_THAT(page, HasSubstr("<td data-name=\"p50, ms\">0.0450</td>"));
  EXPECT_THAT(page, HasSubstr("<td data-name=\"max, ms\">10.0</td>"));
}

TEST(Chart, HasRoomForItsLongestNumber) {
  Chart chart;
  chart.y = linear_axis("deliveries/s", 4'000'000, 5);
  chart.x = linear_axis("s", 10, 5);
  EXPECT_THAT(to_svg(chart, 348), HasSubstr("<text x=\"69.3\""));
}

}  // namespace
}  // namespace uvchat::loadtest
