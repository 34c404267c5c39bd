#pragma once

#include "loadtest/report.h"
#include "loadtest/scenario.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// Plays a scenario in as many processes as it says, and merges what they report. They begin each
// step together. SIGINT and SIGTERM end them all, with a report of what there is; so does one that
// fails or dies, and then the report says which. None outlives the call.
//
// The caller has no thread and no loop: it is forked.
Result<Report> run_in_processes(const Scenario& scenario, bool show_progress);

}  // namespace uvchat::loadtest
