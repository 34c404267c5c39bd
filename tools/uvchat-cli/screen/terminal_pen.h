#pragma once

#include "screen/painter.h"

namespace uvchat::cli {

// What the terminal that ncurses has set up understands, by its description. NO_COLOR takes the
// colours away.
Pen pen_of_terminal();

}  // namespace uvchat::cli
