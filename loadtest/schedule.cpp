#include "loadtest/schedule.h"

#include <algorithm>
#include <cmath>

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

std::int64_t Schedule::due_ns(std::uint64_t line) const {
  if (phase_.kind == PhaseKind::burst) {
    return static_cast<std::int64_t>(line / phase_.burst_lines) * phase_.every_ns;
  }
  const auto n = static_cast<double>(line);
  const double rate = phase_.rate_per_s;
  if (phase_.kind != PhaseKind::ramp || growth(phase_) == 0) {
    return std::llround(n * 1e9 / rate);
  }
  // The lines due until t are rate * t + growth * t^2 / 2; this is that, solved for t, in the form
  // that does not subtract two numbers of the same size.
  const double root = std::sqrt(std::max(rate * rate + 2 * growth(phase_) * n, 0.0));
  return n == 0 ? 0 : std::llround(2 * n / (rate + root) * 1e9);
}

}  // namespace uvchat::loadtest
