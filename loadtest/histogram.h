#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace uvchat::loadtest {

// Counts durations in buckets whose width grows with the value, so that every percentile is within
// 1 % of the truth from 1 us to 1 h. Units are nanoseconds; what is above the range counts as an
// hour, what is below zero as zero. record() is O(1) and never allocates.
class Histogram {
 public:
  static constexpr std::int64_t value_max_ns = 3'600'000'000'000;
  static constexpr std::size_t octaves = std::bit_width(std::uint64_t{value_max_ns});
  static constexpr std::size_t buckets_per_octave = 128;

  Histogram() : counts_(bucket_of(value_max_ns) + 1) {}

  void record(std::int64_t value_ns) {
    const std::int64_t value = std::clamp<std::int64_t>(value_ns, 0, value_max_ns);
    ++counts_[bucket_of(static_cast<std::uint64_t>(value))];
    ++count_;
    max_ = std::max(max_, value);
  }

  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }  // exact

  // The value that `percent` of all values (0 < percent <= 100) do not exceed; 0 when empty.
  std::int64_t percentile(double percent) const;

  // One step of the distribution's curve: `count` values are `value_ns` or less.
  struct Point {
    double percent = 0;
    std::int64_t value_ns = 0;
    std::uint64_t count = 0;
  };
  // From 0 % to 100 %, finer the nearer it comes to 100: five steps each time that the share of the
  // values beyond has halved, as HdrHistogram has it. Empty when there are no values.
  std::vector<Point> curve() const;

  // The buckets that are not empty, by number: how a histogram is kept small, and passed on.
  struct Bucket {
    std::uint32_t number = 0;
    std::uint64_t count = 0;
    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  // What was recorded since `earlier`, a copy of this histogram.
  std::vector<Bucket> buckets_since(const Histogram& earlier) const;
  // Its max is the last bucket's middle. Every number must be one that buckets_since() has given.
  static Histogram of(const std::vector<Bucket>& buckets);

  // Numbers that there are, ascending, and counts that a histogram could hold.
  static bool are_buckets(const std::vector<Bucket>& buckets);
  // What buckets_since({}) and max() tell of a histogram; nothing where these are not of one.
  static std::optional<Histogram> restore(const std::vector<Bucket>& buckets, std::int64_t max_ns);

  struct Moments {
    double mean_ns = 0;
    double deviation_ns = 0;  // standard deviation
  };
  Moments moments() const;

 private:
  // An octave has 128 buckets, so a bucket is at most 1/128 of its values wide, and its middle is
  // within 0.4 % of each of them. Values below 128 have a bucket of their own.
  static constexpr int octave_bits = 7;
  static_assert(buckets_per_octave == std::size_t{1} << octave_bits);

  static constexpr std::size_t bucket_of(std::uint64_t value) {
    const int width = static_cast<int>(std::bit_width(value));
    const int shift = std::max(width - octave_bits - 1, 0);
    return (static_cast<std::size_t>(shift) << octave_bits) +
           static_cast<std::size_t>(value >> shift);
  }
  static std::int64_t middle_of(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace uvchat::loadtest
