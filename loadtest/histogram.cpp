#include "loadtest/histogram.h"

#include <cmath>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::int64_t Histogram::middle_of(std::size_t bucket) {
  constexpr std::size_t octave = std::size_t{1} << octave_bits;
  if (bucket < 2 * octave) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = (bucket >> octave_bits) - 1;
  const std::size_t lowest = (bucket - (shift << octave_bits)) << shift;
  return static_cast<std::int64_t>(lowest + (std::size_t{1} << shift) / 2);
}

std::int64_t Histogram::percentile(double percent) const {
  UVCHAT_ASSERT(percent > 0 && percent <= 100);
  const auto rank =
      static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(count_)));
  if (rank == count_) return max_;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) return std::min(middle_of(bucket), max_);
  }
  return max_;
}

std::vector<Histogram::Point> Histogram::curve() const {
  constexpr double steps_per_half = 5;
  std::vector<Point> points;
  double percent = 0;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size() && seen < count_; ++bucket) {
    if (counts_[bucket] == 0) continue;
    seen += counts_[bucket];
    const double reached = 100 * static_cast<double>(seen) / static_cast<double>(count_);
    while (seen < count_ && percent <= reached) {
      points.push_back({percent, middle_of(bucket), seen});
      const double halvings = std::floor(std::log2(100 / (100 - percent))) + 1;
      percent += 100 / (steps_per_half * std::exp2(halvings));
    }
  }
  if (count_ > 0) points.push_back({100, max_, count_});
  return points;
}

std::vector<Histogram::Bucket> Histogram::buckets_since(const Histogram& earlier) const {
  std::vector<Bucket> buckets;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != earlier.counts_[i]) {
      buckets.push_back({static_cast<std::uint32_t>(i), counts_[i] - earlier.counts_[i]});
    }
  }
  return buckets;
}

Histogram Histogram::of(const std::vector<Bucket>& buckets) {
  Histogram histogram;
  for (const Bucket& bucket : buckets) {
    UVCHAT_ASSERT(bucket.number < histogram.counts_.size());
    histogram.counts_[bucket.number] += bucket.count;
    histogram.count_ += bucket.count;
    histogram.max_ = std::max(histogram.max_, middle_of(bucket.number));
  }
  return histogram;
}

bool Histogram::are_buckets(const std::vector<Bucket>& buckets) {
  constexpr std::uint64_t count_max = std::uint64_t{1} << 62;
  std::uint64_t count = 0;
  std::size_t next = 0;
  for (const Bucket& bucket : buckets) {
    if (bucket.number < next || bucket.number > bucket_of(value_max_ns) || bucket.count == 0 ||
        bucket.count > count_max - count) {
      return false;
    }
    next = std::size_t{bucket.number} + 1;
    count += bucket.count;
  }
  return true;
}

std::optional<Histogram> Histogram::restore(const std::vector<Bucket>& buckets,
                                            std::int64_t max_ns) {
  const std::size_t last = buckets.empty() ? 0 : buckets.back().number;
  if (!are_buckets(buckets) || max_ns < 0 ||
      bucket_of(static_cast<std::uint64_t>(max_ns)) != last || (buckets.empty() && max_ns != 0)) {
    return std::nullopt;
  }
  Histogram histogram = of(buckets);
  histogram.max_ = max_ns;
  return histogram;
}

Histogram::Moments Histogram::moments() const {
  if (count_ == 0) return {};
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto value = static_cast<double>(middle_of(i));
    sum += value * static_cast<double>(counts_[i]);
    squares += value * value * static_cast<double>(counts_[i]);
  }
  const auto count = static_cast<double>(count_);
  const double mean = sum / count;
  return {mean, std::sqrt(std::max(squares / count - mean * mean, 0.0))};
}

}  // namespace uvchat::loadtest
