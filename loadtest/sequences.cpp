#include "loadtest/sequences.h"

#include <algorithm>
#include <iterator>

namespace uvchat::loadtest {

bool Sequences::add(std::uint32_t sequence) {
  const auto behind = ranges_.upper_bound(sequence);
  if (behind != ranges_.begin() && sequence < std::prev(behind)->second) return false;
  add_range(sequence, sequence + 1);
  return true;
}

void Sequences::add_range(std::uint32_t first, std::uint32_t end) {
  if (first >= end) return;
  auto at = ranges_.upper_bound(first);
  if (at != ranges_.begin() && std::prev(at)->second >= first) {
    --at;
    first = at->first;
  }
  while (at != ranges_.end() && at->first <= end) {
    end = std::max(end, at->second);
    at = ranges_.erase(at);
  }
  ranges_.emplace_hint(at, first, end);
}

std::uint64_t Sequences::count() const {
  std::uint64_t count = 0;
  for (const auto& [first, end] : ranges_) count += end - first;
  return count;
}

std::uint64_t Sequences::count_without(const Sequences& other) const {
  std::uint64_t common = 0;
  auto theirs = other.ranges_.begin();
  for (const auto& [first, end] : ranges_) {
    while (theirs != other.ranges_.end() && theirs->second <= first) ++theirs;
    for (auto at = theirs; at != other.ranges_.end() && at->first < end; ++at) {
      common += std::min(end, at->second) - std::max(first, at->first);
    }
  }
  return count() - common;
}

}  // namespace uvchat::loadtest
