#pragma once

#include "screen/painter.h"

namespace uvchat::cli {

// What the terminal that ncurses has set up understands, by its description. NO_COLOR removes the
// colours.
Pen pen_of_terminal();

}  // namespace uvchat::cli
