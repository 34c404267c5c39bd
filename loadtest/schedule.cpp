#include "loadtest/schedule.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace uvchat::loadtest {
namespace {

// Of a ramp: how fast the rate grows, in lines a second each second.
double growth(const Phase& phase) {
  return (phase.rate_end_per_s - phase.rate_per_s) / phase.duration_s();
}

}  // namespace

Schedule::Schedule(const Phase& phase) : phase_(phase) {
  double lines = phase.rate_per_s * phase.duration_s();
  if (phase.kind == PhaseKind::ramp) {
    lines = (phase.rate_per_s + phase.rate_end_per_s) / 2 * phase.duration_s();
  } else if (phase.kind == PhaseKind::burst) {
    const std::int64_t every_ns = phase.every_ns;
    lines = static_cast<double>((phase.duration_ns + every_ns - 1) / every_ns) * phase.burst_lines;
  }
  lines_ = static_cast<std::uint64_t>(std::ceil(lines));
}

Schedule::Schedule(const Phase& phase, std::vector<std::uint32_t> own, std::uint32_t all)
    : Schedule(phase) {
  own_ = std::move(own);
  all_ = all;
  const auto begun = std::lower_bound(own_.begin(), own_.end(), lines_ % all_);
  lines_ = lines_ / all_ * own_.size() + static_cast<std::uint64_t>(begun - own_.begin());
}

std::int64_t Schedule::due_ns(std::uint64_t own_line) const {
  const std::uint64_t line = own_line / own_.size() * all_ + own_[own_line % own_.size()];
  if (phase_.kind == PhaseKind::burst) {
    return static_cast<std::int64_t>(line / phase_.burst_lines) * phase_.every_ns;
  }
  const auto n = static_cast<double>(line);
  const double rate = phase_.rate_per_s;
  if (phase_.kind != PhaseKind::ramp || growth(phase_) == 0) return std::llround(n * 1e9 / rate);
  // The lines due until t are rate * t + growth * t^2 / 2; this is that, solved for t, in the form
  // that does not subtract two numbers of the same size.
  const double root = std::sqrt(std::max(rate * rate + 2 * growth(phase_) * n, 0.0));
  return n == 0 ? 0 : std::llround(2 * n / (rate + root) * 1e9);
}

}  // namespace uvchat::loadtest
