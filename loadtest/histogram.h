#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace uvchat::loadtest {

// Counts durations in buckets whose width grows with the value, so that every percentile is within
// 1 % of the truth from 1 us to 1 h. Units are nanoseconds; what is above the range counts as an
// hour, what is below zero as zero. record() is O(1) and never allocates.
class Histogram {
 public:
  static constexpr std::int64_t value_max_ns = 3'600'000'000'000;

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

 private:
  // An octave has 128 buckets, so a bucket is at most 1/128 of its values wide, and its middle is
  // within 0.4 % of each of them. Values below 128 have a bucket of their own.
  static constexpr int octave_bits = 7;

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
