#include "loadtest/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace uvchat::loadtest {
namespace {

constexpr double percents[] = {1, 10, 50, 90, 99, 99.9, 100};

std::int64_t exact_percentile(std::vector<std::int64_t> values, double percent) {
  std::sort(values.begin(), values.end());
  const auto rank =
      static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(values.size())));
  return values[rank - 1];
}

void expect_within_one_percent(const std::vector<std::int64_t>& values) {
  Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  for (const double percent : percents) {
    const auto exact = static_cast<double>(exact_percentile(values, percent));
    EXPECT_NEAR(static_cast<double>(histogram.percentile(percent)), exact, exact * 0.01)
        << "p" << percent;
  }
  EXPECT_EQ(histogram.count(), values.size());
  EXPECT_EQ(histogram.max(), *std::max_element(values.begin(), values.end()));
}

TEST(Histogram, IsWithinOnePercentOfAUniformDistribution) {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> distribution(1'000, 50'000'000);
  std::vector<std::int64_t> values(100'000);
  std::generate(values.begin(), values.end(), [&] { return distribution(random); });
  expect_within_one_percent(values);
}

TEST(Histogram, IsWithinOnePercentOfAnExponentialDistribution) {
  std::mt19937_64 random(2);
  std::exponential_distribution<double> distribution(1.0 / 5e6);
  std::vector<std::int64_t> values(100'000);
  std::generate(values.begin(), values.end(),
                [&] { return 1'000 + static_cast<std::int64_t>(distribution(random)); });
  expect_within_one_percent(values);
}

TEST(Histogram, IsWithinOnePercentOfAConstantAnywhereInItsRange) {
  for (std::int64_t value = 1'000; value <= Histogram::value_max_ns; value += value / 3) {
    expect_within_one_percent(std::vector<std::int64_t>(10, value));
  }
  expect_within_one_percent({Histogram::value_max_ns});
}

TEST(Histogram, CountsWhatIsBeyondItsRangeAtItsEnds) {
  Histogram histogram;
  histogram.record(-5);
  EXPECT_EQ(histogram.percentile(100), 0);
  histogram.record(Histogram::value_max_ns * 2);
  EXPECT_EQ(histogram.max(), Histogram::value_max_ns);
  EXPECT_EQ(histogram.count(), 2U);
}

TEST(Histogram, IsZeroWhereItIsEmpty) {
  EXPECT_EQ(Histogram().percentile(50), 0);
  EXPECT_EQ(Histogram().max(), 0);
}

TEST(Histogram, MergedIsAsIfAllHadBeenRecordedInOne) {
  Histogram one;
  Histogram other;
  Histogram both;
  for (std::int64_t value = 1; value < 1'000'000'000; value = value * 5 / 4 + 1) {
    (value % 2 == 0 ? one : other).record(value);
    both.record(value);
  }
  one.merge(other);
  EXPECT_EQ(one.count(), both.count());
  EXPECT_EQ(one.max(), both.max());
  for (const double percent : percents) {
    EXPECT_EQ(one.percentile(percent), both.percentile(percent));
  }
}

// The same values as in hdr_histogram.mjs.
std::int64_t value_of(const std::string& distribution, std::uint32_t x) {
  if (distribution == "uniform") return 1'000 + x % 50'000'000;
  if (distribution == "long tail") return 1'000 + 4'000'000'000 / (1 + (x >> 8));
  return ((x >> 16) % 8 == 0 ? 80'000'000 : 2'000'000) + x % 100'000;
}

TEST(Histogram, AgreesWithHdrHistogramsOwnLibraryWithinOnePercent) {
  std::ifstream file(UVCHAT_HDR_FIGURES);
  const nlohmann::json recorded = nlohmann::json::parse(file);
  for (const nlohmann::json& theirs : recorded["figures"]) {
    const std::string name = theirs["name"];
    Histogram ours;
    std::uint32_t x = 1;
    for (int i = 0; i < recorded["count"]; ++i) {
      x = x * 1664525 + 1013904223;
      ours.record(value_of(name, x));
    }
    const auto expect_near = [&](double value, double expected, const std::string& what) {
      EXPECT_NEAR(value, expected, expected * 0.01) << name << " " << what;
    };
    for (const nlohmann::json& pair : theirs["percentiles"]) {
      const double percent = pair[0];
      expect_near(static_cast<double>(ours.percentile(percent)), pair[1], pair[0].dump());
    }
    expect_near(ours.moments().mean_ns, theirs["mean"], "mean");
    expect_near(ours.moments().deviation_ns, theirs["deviation"], "deviation");
  }
  EXPECT_EQ(recorded["figures"].size(), 3U);
}

TEST(Histogram, TellsWhatWasRecordedSinceAnEarlierCopy) {
  Histogram histogram;
  histogram.record(5);
  const Histogram earlier = histogram;
  EXPECT_TRUE(histogram.buckets_since(earlier).empty());
  histogram.record(5);
  histogram.record(2'000'000);
  const Histogram later = Histogram::of(histogram.buckets_since(earlier));
  EXPECT_EQ(later.count(), 2U);
  EXPECT_EQ(later.percentile(50), 5);
  EXPECT_NEAR(static_cast<double>(later.max()), 2e6, 2e4);
}

TEST(Histogram, HasACurveThatGrowsFinerTowardsItsEnd) {
  Histogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.record(i * 1'000);
  const std::vector<Histogram::Point> curve = histogram.curve();
  EXPECT_EQ(curve.front().percent, 0);
  EXPECT_EQ(curve.back().percent, 100);
  EXPECT_EQ(curve.back().value_ns, 1'000'000);
  EXPECT_EQ(curve.back().count, 1000U);
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    EXPECT_GT(curve[i].percent, curve[i - 1].percent);
    EXPECT_GE(static_cast<double>(curve[i].count), curve[i].percent * 10);
    EXPECT_EQ(curve[i].value_ns, histogram.percentile(std::max(curve[i].percent, 0.1)));
  }
  EXPECT_TRUE(Histogram().curve().empty());
}

}  // namespace
}  // namespace uvchat::loadtest
