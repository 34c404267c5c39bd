#pragma once

#include <string_view>

// Restores a terminal that was taken for a full screen, also if the process ends by a signal or an
// assertion, and keeps what is written to standard error meanwhile until it can be read.
// For one terminal, at standard input and output, and one thread.

namespace uvchat::cli {

// Notes the terminal's modes as they are.
void begin_guard();
// From now on `leaving` (bytes for the terminal), the modes and standard error are put back when
// the process dies.
void arm_guard(std::string_view leaving);
// The terminal has left the full screen: the modes and standard error are put back now.
void end_guard();

}  // namespace uvchat::cli
