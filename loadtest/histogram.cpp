#include "loadtest/histogram.h"

#include <cmath>

#include "uvchat/base/assert.h"

namespace uvchat::loadtest {

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    counts_[i] += other.counts_[i];
  }
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::int64_t Histogram::middle_of(std::size_t bucket) {
  constexpr std::size_t octave = std::size_t{1} << octave_bits;
  if (bucket < 2 * octave) {
    return static_cast<std::int64_t>(bucket);
  }
  const std::size_t shift = (bucket >> octave_bits) - 1;
  const std::size_t lowest = (bucket - (shift << octave_bits)) << shift;
  return static_cast<std::int64_t>(lowest + (std::size_t{1} << shift) / 2);
}

std::int64_t Histogram::percentile(double percent) const {
  UVCHAT_ASSERT(percent > 0 && percent <= 100);
  const auto rank =
      static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(count_)));
  if (rank == count_) {
    return max_;
  }
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) {
      return std::min(middle_of(bucket), max_);
    }
  }
  return max_;
}

}  // namespace uvchat::loadtest
