#pragma once

#include <string>

#include "uvchat/base/random.h"

namespace uvchat::fuzz {

// The next line of a script (hub_crowd.h), or a few that belong together: mostly a command of the
// hub's table whose arguments are nearly right.
std::string some_step(SeededRandom& random);
// Words of settings, for the first line.
std::string some_settings(SeededRandom& random);

}  // namespace uvchat::fuzz
