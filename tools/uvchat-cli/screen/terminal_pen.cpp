#include "screen/terminal_pen.h"

// ncurses.h has macros with common names, so it comes last.
#include <cstdlib>
#include <string_view>

#include "screen/terminal_type.h"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

namespace uvchat::cli {
namespace {

// Removes the pauses that old terminals needed: "$<5/>".
std::string without_padding(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t begin = bytes.find("$<");
    const std::size_t end = begin == std::string_view::npos ? begin : bytes.find('>', begin);
    out += bytes.substr(0, end == std::string_view::npos ? end : begin);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return out;
}

std::string capability(const char* name) { return without_padding(terminal_capability(name)); }

std::string capability(const char* name, long first, long second) {
  const std::string pattern = terminal_capability(name);
  const char* const bytes = ::tparm(pattern.c_str(), first, second, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
  return bytes == nullptr ? "" : without_padding(bytes);
}

// A terminal with more than 256 colours takes a number above 7 as red, green and blue.
std::int16_t usable_colours() {
  const int count = ::tigetnum("colors");
  if (std::getenv("NO_COLOR") != nullptr || count < 8 || terminal_capability("setaf").empty() ||
      terminal_capability("setab").empty()) {
    return 0;
  }
  return count == 256                 ? std::int16_t{256}
         : count >= 16 && count < 256 ? std::int16_t{16}
                                      : std::int16_t{8};
}

// Terminals that would show the sequence of a link, or parts of it, as text.
bool knows_links() {
  const char* const variable = std::getenv("TERM");
  const std::string_view term = variable == nullptr ? "" : variable;
  for (const std::string_view other : {"linux", "vt", "ansi", "cons", "sun"}) {
    if (term.empty() || term.starts_with(other)) return false;
  }
  return !term.starts_with("screen") || std::getenv("TMUX") != nullptr;
}

}  // namespace

Pen pen_of_terminal() {
  Pen pen;
  pen.go_to = [](std::size_t row, std::size_t column) {
    return capability("cup", static_cast<long>(row), static_cast<long>(column));
  };
  pen.fore = [](std::int16_t colour) { return capability("setaf", colour, 0); };
  pen.back = [](std::int16_t colour) { return capability("setab", colour, 0); };
  pen.plain = capability("sgr0");
  pen.bold = capability("bold");
  pen.dim = capability("dim");
  pen.italic = capability("sitm");
  pen.underlined = capability("smul");
  pen.struck = capability("smxx");
  pen.reversed = capability("rev");
  pen.hide_cursor = capability("civis");
  pen.show_cursor = capability("cnorm");
  pen.colours = usable_colours();
  pen.links = knows_links();
  pen.scrolls_at_end = ::tigetflag("am") > 0 && ::tigetflag("xenl") <= 0;
  return pen;
}

}  // namespace uvchat::cli
