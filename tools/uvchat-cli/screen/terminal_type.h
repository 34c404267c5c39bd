#pragma once

#include <string>

#include "uvchat/base/result.h"

// What a terminal can do, by its description in terminfo.

namespace uvchat::cli {

// Whether standard output is a terminal that a full screen can be drawn on. The error says what to
// do instead.
Result<void> check_terminal_type();

// The bytes of a capability of the terminal that is set up; nothing where it has none.
std::string terminal_capability(const char* name);

}  // namespace uvchat::cli
