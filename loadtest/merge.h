#pragma once

#include <vector>

#include "loadtest/report.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// One report of those of the processes that have played a scenario together, as if one had played
// all of it. Counts and rates are added, distributions merged; a step lasted from the first one's
// beginning to the last one's end; phases are the same everywhere, and samples of the same time
// belong together. The load generator's own figures are those of its busiest process. Failures are
// the caller's to tell.
Report merge(const Scenario& scenario, const std::vector<Report>& parts);

}  // namespace uvchat::loadtest
