#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadtest/report.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// What a run has to keep: clauses like `p99<20ms,lost=0,deliveries_per_s>=90000`, all of which
// must hold.
class Slo {
 public:
  static Result<Slo> parse(std::string_view text);

  // Clause by clause. One about something that the run has not measured does not hold.
  std::vector<SloReport> judge(const Report& report) const;

  // Of all metrics, for --help.
  static std::vector<std::string_view> metric_names();

 private:
  enum class Comparison { less, less_or_equal, greater, greater_or_equal, equal };
  struct Clause {
    std::string text;
    std::size_t metric = 0;  // index into the table of metrics
    Comparison comparison = Comparison::less;
    double bound = 0;  // nanoseconds for durations
  };

  static Result<Clause> parse_clause(std::string_view text);
  static bool holds(double value, Comparison comparison, double bound);

  std::vector<Clause> clauses_;
};

}  // namespace uvchat::loadtest
