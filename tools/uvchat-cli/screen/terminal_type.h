#pragma once

#include <string>

#include "uvchat/base/result.h"

// What a terminal can do, by its description in terminfo.

namespace uvchat::cli {

// Whether standard output is a terminal that can show a full screen. The error says what to do
// instead.
Result<void> check_terminal_type();

// The bytes of a capability of the current terminal; empty if it has none.
std::string terminal_capability(const char* name);

}  // namespace uvchat::cli
