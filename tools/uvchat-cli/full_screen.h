#pragma once

#include "link/client.h"

namespace uvchat::cli {

// Runs the client on the terminal until the user quits. Returns the exit code.
int run_full_screen(Options options);

}  // namespace uvchat::cli
