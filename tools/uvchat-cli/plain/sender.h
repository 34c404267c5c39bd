#pragma once

#include <cstdio>
#include <string>

#include "link/client.h"

namespace uvchat::cli {

// Sends one file to one room, as /send does, and prints its URL when the server has confirmed the
// line that announces it. Returns the exit code (exit.h). `loop` has nothing else to do.
int send_one_file(uv_loop_t& loop, Options options, FileToSend file, std::FILE* errors = stderr);

}  // namespace uvchat::cli
