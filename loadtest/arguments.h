#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "loadtest/scenario.h"
#include "loadtest/slo.h"

namespace uvchat::loadtest {

// What a command line asks for: a run, or a comparison of the reports in `compared`.
struct Arguments {
  Scenario scenario;
  std::optional<Slo> slo;
  std::optional<std::string> scenario_file, json, html, hgrm;  // paths
  std::vector<std::string> compared;
  bool quiet = false;
};

// Why there is nothing to do: the words for standard output, or for standard error where they are
// wrong.
struct NoArguments {
  std::string text;
  bool is_error = false;
};

tl::expected<Arguments, NoArguments> parse_arguments(int argc, const char* const* argv);

}  // namespace uvchat::loadtest
