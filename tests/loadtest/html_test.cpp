#include "loadtest/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "loadtest/chart.h"

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> labels_of(const Axis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) {
    labels.push_back(tick.label);
  }
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

}  // namespace
}  // namespace uvchat::loadtest
