#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "server/ctl.h"

// The arguments of `uvchat-server ctl`.

namespace uvchat::server {

struct CtlArguments {
  CtlWish wish;
  std::string socket;  // empty: in the state directory
  std::string url;
  std::string token_file;
};

// Adds them to the program's; `arguments` outlives it.
CLI::App* add_ctl(CLI::App& app, CtlArguments& arguments);
// Does what they say, and returns the exit status.
int run_ctl(CtlArguments& arguments);

}  // namespace uvchat::server
