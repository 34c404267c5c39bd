#include "screen/terminal.h"

// ncurses.h has macros with common names, so it comes last.
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "chat/texts.h"
#include "screen/terminal_guard.h"
#include "screen/terminal_pen.h"
#include "screen/terminal_type.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/standard_descriptors.h"
#include "uvchat/cipher/secret.h"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace uvchat::cli {
namespace {

// What the terminal reports besides keys: the bounds of a paste, and the focus.
constexpr std::string_view modes_on = "\033[?2004h\033[?1004h";
constexpr std::string_view modes_off = "\033[?2004l\033[?1004l";
constexpr std::string_view mouse_on = "\033[?1000h\033[?1006h";  // buttons and wheel, in SGR's form
constexpr std::string_view mouse_off = "\033[?1006l\033[?1000l";

// What the terminal sends for keys, by its description.
struct KeyName {
  const char* capability;
  Key key;
};
constexpr KeyName key_names[] = {
    {"kcub1", Key::left},  {"kcuf1", Key::right}, {"kcuu1", Key::up},      {"kcud1", Key::down},
    {"khome", Key::home},  {"kend", Key::end},    {"kpp", Key::page_up},   {"knp", Key::page_down},
    {"kdch1", Key::erase}, {"kent", Key::enter},  {"kcbt", Key::back_tab}, {"kbs", Key::backspace},
    {"kf1", Key::f1},      {"kf2", Key::f2},      {"kf3", Key::f3},        {"kf4", Key::f4},
    {"kf5", Key::f5},      {"kf6", Key::f6},      {"kf7", Key::f7},        {"kf8", Key::f8},
    {"kf9", Key::f9},      {"kf10", Key::f10},
};

Announcing announcing_of_environment() {
  return announcing_of(std::getenv("TERM"), std::getenv("TMUX"), std::getenv("VTE_VERSION"));
}

// rmkx, sgr0, cnorm, rmcup: keypad, colours, cursor and screen as they were.
std::string leaving_bytes() {
  std::string all = std::string(modes_off) + std::string(mouse_off);
  all += put_back_title_bytes(announcing_of_environment());
  for (const char* name : {"rmkx", "sgr0", "cnorm", "rmcup"}) all += terminal_capability(name);
  return all + "\r\n";
}

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::open() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return fail(text(Text::screen_no_terminal));
  }
  if (const auto good = check_terminal_type(); !good) return tl::unexpected(good.error());
  begin_guard();
  if (::newterm(nullptr, stdout, stdin) == nullptr) return fail(text(Text::screen_no_terminal));
  return std::unique_ptr<Terminal>(new Terminal());
}

Terminal::Terminal() {
  ::raw();
  ::noecho();
  ::nonl();
  ::keypad(stdscr, TRUE);
  define_keys();
  pen_ = pen_of_terminal();
  announcing_ = announcing_of_environment();
  write_all(STDOUT_FILENO, modes_on);
  arm_guard(leaving_bytes());
  ::wrefresh(stdscr);  // an empty screen, on which paint() draws
}

Terminal::~Terminal() {
  give_back();
  ::endwin();
  end_guard();
}

void Terminal::define_keys() {
  for (const KeyName& each : key_names) {
    decoder_.define(terminal_capability(each.capability), each.key);
  }
}

Marks Terminal::marks() const {
  const std::string term = std::getenv("TERM") == nullptr ? "" : std::getenv("TERM");
  const bool draws_pictures = !term.starts_with("vt") && term != "linux";
  return draws_pictures ? Marks{} : Marks{"+", "=", "~"};
}

std::size_t Terminal::rows() const { return static_cast<std::size_t>(std::max(LINES, 1)); }
std::size_t Terminal::columns() const { return static_cast<std::size_t>(std::max(COLS, 1)); }

bool Terminal::is_gone() const {
  pollfd state{STDIN_FILENO, POLLIN, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void Terminal::read_bytes(std::uint64_t now_ms) {
  pollfd state{STDIN_FILENO, POLLIN, 0};
  if (::poll(&state, 1, 0) <= 0 || (state.revents & POLLIN) == 0) return;
  std::array<char, 4096> bytes;
  const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count > 0) {
    decoder_.take({bytes.data(), static_cast<std::size_t>(count)}, now_ms);
    cipher::wipe(bytes.data(), bytes.size());
  }
}

// Reads only when nothing is left, so that the buffer is bounded.
std::optional<KeyPress> Terminal::read(std::uint64_t now_ms) {
  auto press = decoder_.next(now_ms);
  if (!press) {
    read_bytes(now_ms);
    press = decoder_.next(now_ms);
  }
  return press;
}

void Terminal::paint(const Grid& grid, std::size_t cursor_row, std::size_t cursor_column,
                     bool colours) {
  UVCHAT_ASSERT(grid.rows() == rows() && grid.columns() == columns());
  if (colours != colours_) {
    colours_ = colours;
    painted_ = Grid();
  }
  Pen pen = pen_;
  pen.colours = colours ? pen.colours : std::int16_t{0};
  write_all(STDOUT_FILENO, painted(painted_, grid, pen, cursor_row, cursor_column));
  painted_ = grid;
}

void Terminal::announce(const std::string& title, bool bell, const std::optional<Alert>& notice) {
  std::string bytes;
  if (title != title_) {
    bytes += title_.empty() ? keep_title_bytes(announcing_) : "";
    bytes += title.empty() ? put_back_title_bytes(announcing_) : title_bytes(announcing_, title);
    title_ = title;
  }
  bytes += bell ? "\a" : "";
  bytes += notice ? notice_bytes(announcing_, *notice) : "";
  write_all(STDOUT_FILENO, bytes);
}

void Terminal::use_mouse(bool ours) {
  if (ours != has_mouse_) {
    has_mouse_ = ours;
    write_all(STDOUT_FILENO, ours ? mouse_on : mouse_off);
  }
}

// Resets all modes that ncurses does not know, until start_anew().
void Terminal::give_back() {
  use_mouse(false);
  announce("", false, std::nullopt);
  write_all(STDOUT_FILENO, modes_off);
}

void Terminal::start_anew() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    ::resizeterm(size.ws_row, size.ws_col);
  }
  ::reset_prog_mode();
  write_all(STDOUT_FILENO, modes_on);
  ::werase(stdscr);
  ::clearok(curscr, TRUE);
  ::wrefresh(stdscr);
  painted_ = Grid();
}

void Terminal::suspend() {
  give_back();
  ::endwin();
  struct sigaction stops {};
  struct sigaction before {};
  stops.sa_handler = SIG_DFL;
  ::sigaction(SIGTSTP, &stops, &before);
  ::raise(SIGTSTP);
  ::sigaction(SIGTSTP, &before, nullptr);
  start_anew();
}

}  // namespace uvchat::cli
