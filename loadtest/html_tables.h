#pragma once

#include <cstdint>
#include <string>

#include "loadtest/report.h"

namespace uvchat::loadtest {

// The parts of a page that are words and numbers. Each appends itself where there is something to
// show.
void add_tiles(std::string& out, const Report& report);
void add_slo_table(std::string& out, const Report& report);
void add_phase_table(std::string& out, const Report& report);
void add_outcome_table(std::string& out, const Report& report);
void add_duration_table(std::string& out, const Report& report);

// What all durations of one column, or of one axis, are shown in.
struct DurationUnit {
  const char* name;
  double ns;
};
DurationUnit unit_for(std::int64_t longest_ns);

}  // namespace uvchat::loadtest
