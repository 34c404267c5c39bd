#include "loadtest/hgrm.h"

#include <cstdint>

#include "loadtest/format.h"

namespace uvchat::loadtest {
namespace {

double ms(double ns) { return ns / 1e6; }
double ms(std::int64_t ns) { return ms(static_cast<double>(ns)); }

}  // namespace

std::string to_hgrm(const Histogram& histogram) {
  std::string out;
  print(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  for (const Histogram::Point& point : histogram.curve()) {
    print(out, "%12.3f %2.12f %10ju", ms(point.value_ns), point.percent / 100,
          std::uintmax_t{point.count});
    if (point.percent < 100) print(out, " %14.2f", 100 / (100 - point.percent));
    out += "\n";
  }
  const auto [mean_ns, deviation_ns] = histogram.moments();
  print(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", ms(mean_ns), ms(deviation_ns));
  print(out, "#[Max     = %12.3f, Total count    = %12ju]\n", ms(histogram.max()),
        std::uintmax_t{histogram.count()});
  print(out, "#[Buckets = %12zu, SubBuckets     = %12zu]\n", Histogram::octaves,
        Histogram::buckets_per_octave);
  return out;
}

}  // namespace uvchat::loadtest
