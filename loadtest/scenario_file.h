#pragma once

#include <string>
#include <string_view>

#include "loadtest/scenario.h"
#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// A scenario as JSON. What the file does not say is as Scenario has it; host, port,
// source_addresses, server_pid and processes are the command line's to say. Errors are one line:
// FILE:LINE:COLUMN: KEY: what is wrong.
Result<Scenario> parse_scenario(std::string_view text, const std::string& file_name);
Result<Scenario> load_scenario(const std::string& path);

// What parse_scenario() reads back.
std::string print_scenario(const Scenario& scenario);

}  // namespace uvchat::loadtest
