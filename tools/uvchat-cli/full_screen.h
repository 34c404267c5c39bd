#pragma once

#include "link/client.h"

namespace uvchat::cli {

// Talks on the terminal until the user quits; the exit code.
int run_full_screen(Options options);

}  // namespace uvchat::cli
