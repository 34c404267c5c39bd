#pragma once

#include <string_view>

#include "uvchat/base/result.h"

// The descriptors 0, 1 and 2, with which a program is started.

namespace uvchat {

// The first thing in main. A program may be started with some of them closed; the next file or
// socket that it opens would become standard output, and take what is printed. From now on each of
// them is open: reading one that was closed gives nothing, writing to it fails.
void ensure_standard_descriptors();

// Writes all of `bytes`, and waits where the descriptor does not block. False: `errno` says why.
// Signal handlers may call it.
bool write_all(int descriptor, std::string_view bytes);

// Writes to standard output what the program was asked for. A failure must change the exit code.
Result<void> print_output(std::string_view text);

}  // namespace uvchat
