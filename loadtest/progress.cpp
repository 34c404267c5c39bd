#include "loadtest/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "loadtest/scenario.h"

namespace uvchat::loadtest {

Progress sum_of(const std::vector<Progress>& parts) {
  Progress sum;
  sum.stage = Progress::Stage::idle;
  for (const Progress& part : parts) {
    sum.stage = std::min(sum.stage, part.stage);
    sum.registered += part.registered;
    sum.joined += part.joined;
    sum.measured_ns = std::max(sum.measured_ns, part.measured_ns);
    sum.sent += part.sent;
    sum.delivered += part.delivered;
    sum.outstanding += part.outstanding;
    sum.p99_ns = std::max(sum.p99_ns, part.p99_ns);
  }
  return sum;
}

ProgressLine::ProgressLine(std::uint32_t clients)
    : clients_(clients), rewrites_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const Progress& p) {
  const char* begin = rewrites_ ? "\r\033[K" : "";
  const char* end = rewrites_ ? "" : "\n";
  if (p.stage == Progress::Stage::registering) {
    std::fprintf(stderr, "%sregistered %u of %u%s", begin, p.registered, clients_, end);
  } else if (p.stage == Progress::Stage::joining) {
    std::fprintf(stderr, "%sjoined %u of %u%s", begin, p.joined, clients_, end);
  } else if (p.stage == Progress::Stage::talking) {
    std::fprintf(stderr, "%s%.0f s: %ju sent, %ju deliveries/s, p99 %s, outstanding %ju%s", begin,
                 static_cast<double>(p.measured_ns) / 1e9, std::uintmax_t{p.sent},
                 std::uintmax_t{p.delivered - delivered_shown_}, format_duration(p.p99_ns).c_str(),
                 std::uintmax_t{p.outstanding}, end);
    delivered_shown_ = p.delivered;
  }
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (rewrites_) std::fputs("\r\033[K", stderr);
}

}  // namespace uvchat::loadtest
