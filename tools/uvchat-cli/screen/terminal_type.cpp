#include "screen/terminal_type.h"

// term.h has macros with common names, so it comes last.
#include <unistd.h>

#include <cstdlib>

#include "chat/text.h"
#include "chat/texts.h"

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>

namespace uvchat::cli {

std::string terminal_capability(const char* name) {
  const char* const bytes = ::tigetstr(name);
  return bytes == nullptr || bytes == reinterpret_cast<const char*>(-1) ? "" : bytes;
}

Result<void> check_terminal_type() {
  const char* const name = std::getenv("TERM");
  const std::string term = printable(name == nullptr ? "" : name);
  if (term.empty()) return fail(text(Text::screen_no_terminal_type));
  int status = 0;
  if (::setupterm(nullptr, STDOUT_FILENO, &status) != OK) {
    return fail(fill(Text::screen_unknown_terminal, {{"term", term}}));
  }
  const bool can_draw =
      !terminal_capability("cup").empty() && !terminal_capability("clear").empty();
  ::del_curterm(::set_curterm(nullptr));
  return can_draw ? Result<void>() : fail(fill(Text::screen_cannot_draw, {{"term", term}}));
}

}  // namespace uvchat::cli
