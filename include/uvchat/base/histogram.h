#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace uvchat {

// How often something took how long. A value; one thread at a time.
struct Histogram {
  // Upper bounds of all buckets but the last, which has the rest.
  static constexpr std::array<std::uint64_t, 11> bounds_us{
      100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 100'000, 250'000, 1'000'000};

  std::array<std::uint64_t, bounds_us.size() + 1> counts{};
  std::uint64_t sum_us = 0;

  void add(std::uint64_t us) {
    const auto bound = std::lower_bound(bounds_us.begin(), bounds_us.end(), us);
    ++counts[static_cast<std::size_t>(bound - bounds_us.begin())];
    sum_us += us;
  }
};

}  // namespace uvchat
