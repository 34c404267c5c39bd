#include "terminal.h"

// ncurses.h has macros of plain names: behind all others.
#include <poll.h>
#include <sys/ioctl.h>
#include <unicode/unistr.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "terminal_guard.h"
#include "terminal_pen.h"
#include "texts.h"
#include "uvchat/base/assert.h"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

namespace uvchat::cli {
namespace {

constexpr std::string_view paste_on = "\033[?2004h";
constexpr std::string_view paste_off = "\033[?2004l";
constexpr std::string_view paste_end = "\033[201~";
constexpr int escape_delay_ms = 50;

constexpr int code_paste_begin = KEY_MAX + 1;
constexpr int code_paste_end = KEY_MAX + 2;
constexpr int code_word_left = KEY_MAX + 3;
constexpr int code_word_right = KEY_MAX + 4;
constexpr int code_alt_left = KEY_MAX + 5;
constexpr int code_alt_right = KEY_MAX + 6;

// rmkx, sgr0, cnorm, rmcup: keypad, colours, cursor and screen as they were.
std::string leaving_bytes() {
  std::string all(paste_off);
  for (const char* name : {"rmkx", "sgr0", "cnorm", "rmcup"}) {
    const char* bytes = ::tigetstr(name);
    if (bytes != nullptr && bytes != reinterpret_cast<const char*>(-1)) {
      all += bytes;
    }
  }
  return all + "\r\n";
}

WINDOW* keyboard = nullptr;  // a pad: reading from a window would draw it

std::string to_utf8(wint_t c) {
  std::string bytes;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(bytes);
  return bytes;
}

std::optional<Key> key_of(int code) {
  switch (code) {
    case KEY_LEFT:
      return Key::left;
    case KEY_RIGHT:
      return Key::right;
    case KEY_UP:
      return Key::up;
    case KEY_DOWN:
      return Key::down;
    case KEY_HOME:
      return Key::home;
    case KEY_END:
      return Key::end;
    case KEY_PPAGE:
      return Key::page_up;
    case KEY_NPAGE:
      return Key::page_down;
    case KEY_BACKSPACE:
      return Key::backspace;
    case KEY_DC:
      return Key::erase;
    case KEY_ENTER:
      return Key::enter;
    case KEY_BTAB:
      return Key::back_tab;
    case KEY_F(1):
      return Key::f1;
    case code_word_left:
      return Key::word_left;
    case code_word_right:
      return Key::word_right;
    case code_alt_left:
      return Key::alt_left;
    case code_alt_right:
      return Key::alt_right;
    default:
      return std::nullopt;
  }
}

KeyPress press_of(wint_t c) {
  switch (c) {
    case '\r':
    case '\n':
      return {Key::enter, ""};
    case '\t':
      return {Key::tab, ""};
    case 0x7F:
      return {Key::backspace, ""};
    default:
      break;
  }
  if (c < 0x20) {
    return {Key::control, c == 0 || c > 26 ? "" : std::string(1, static_cast<char>('a' + c - 1))};
  }
  return {Key::text, to_utf8(c)};
}

}  // namespace

Result<std::unique_ptr<Terminal>> Terminal::open() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return fail(text(Text::screen_no_terminal));
  }
  begin_guard();
  if (::newterm(nullptr, stdout, stdin) == nullptr) {
    const char* term = std::getenv("TERM");
    return fail(fill(Text::screen_unknown_terminal, {{"term", term == nullptr ? "" : term}}));
  }
  return std::unique_ptr<Terminal>(new Terminal());
}

Terminal::Terminal() {
  ::raw();
  ::noecho();
  ::nonl();
  ::set_escdelay(escape_delay_ms);
  keyboard = ::newpad(1, 1);
  ::keypad(keyboard, TRUE);
  ::nodelay(keyboard, TRUE);
  define_keys();
  pen_ = pen_of_terminal();
  write_all(STDOUT_FILENO, paste_on);
  arm_guard(leaving_bytes());
  ::wrefresh(stdscr);  // an empty screen, on which paint() draws
}

Terminal::~Terminal() {
  write_all(STDOUT_FILENO, paste_off);
  ::endwin();
  end_guard();
}

// What terminals send, also those whose description does not say so.
void Terminal::define_keys() {
  constexpr std::pair<const char*, int> sequences[] = {
      {"\033[200~", code_paste_begin},
      {paste_end.data(), code_paste_end},
      {"\033[1;5D", code_word_left},
      {"\033[1;5C", code_word_right},
      {"\033[1;3D", code_alt_left},
      {"\033[1;3C", code_alt_right},
      {"\033[A", KEY_UP},
      {"\033[B", KEY_DOWN},
      {"\033[C", KEY_RIGHT},
      {"\033[D", KEY_LEFT},
      {"\033OA", KEY_UP},
      {"\033OB", KEY_DOWN},
      {"\033OC", KEY_RIGHT},
      {"\033OD", KEY_LEFT},
      {"\033[H", KEY_HOME},
      {"\033[F", KEY_END},
      {"\033OH", KEY_HOME},
      {"\033OF", KEY_END},
      {"\033[1~", KEY_HOME},
      {"\033[4~", KEY_END},
      {"\033[5~", KEY_PPAGE},
      {"\033[6~", KEY_NPAGE},
      {"\033[3~", KEY_DC},
      {"\033[Z", KEY_BTAB},
      {"\033OP", KEY_F(1)},
      {"\033[11~", KEY_F(1)},
  };
  for (const auto& [bytes, code] : sequences) {
    ::define_key(bytes, code);
  }
}

Marks Terminal::marks() const {
  const std::string term = std::getenv("TERM") == nullptr ? "" : std::getenv("TERM");
  const bool draws_pictures = !term.starts_with("vt") && term != "linux";
  return draws_pictures ? Marks{} : Marks{"+"};
}

std::size_t Terminal::rows() const { return static_cast<std::size_t>(std::max(LINES, 1)); }
std::size_t Terminal::columns() const { return static_cast<std::size_t>(std::max(COLS, 1)); }

bool Terminal::is_gone() const {
  pollfd state{STDIN_FILENO, POLLIN, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

std::optional<KeyPress> Terminal::read() {
  wint_t c = 0;
  for (;;) {
    const int kind = ::wget_wch(keyboard, &c);
    if (kind == ERR) {
      return std::nullopt;
    }
    const int code = kind == KEY_CODE_YES ? static_cast<int>(c) : 0;
    if (code == code_paste_begin) {
      pasting_ = true;
    } else if (pasting_) {
      pasted_ += code == code_paste_end ? std::string(paste_end) : code == 0 ? to_utf8(c) : "";
      if (pasted_.ends_with(paste_end)) {  // it may come in pieces that are no key to ncurses
        pasted_.resize(pasted_.size() - paste_end.size());
        pasting_ = false;
        return KeyPress{Key::paste, std::exchange(pasted_, {})};
      }
    } else if (const auto key = code == 0 ? std::nullopt : key_of(code)) {
      return KeyPress{*key, ""};
    } else if (code == 0) {
      return c == 0x1B ? read_alt() : press_of(c);
    }
  }
}

// Alt comes as an Escape before the key.
std::optional<KeyPress> Terminal::read_alt() {
  wint_t c = 0;
  const int kind = ::wget_wch(keyboard, &c);
  if (kind == ERR) {
    return KeyPress{Key::escape, ""};
  }
  if (kind == KEY_CODE_YES) {
    const auto key = key_of(static_cast<int>(c));
    return KeyPress{key == Key::left    ? Key::alt_left
                    : key == Key::right ? Key::alt_right
                                        : Key::escape,
                    ""};
  }
  return KeyPress{Key::alt, to_utf8(c)};
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

void Terminal::start_anew() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    ::resizeterm(size.ws_row, size.ws_col);
  }
  ::reset_prog_mode();
  write_all(STDOUT_FILENO, paste_on);
  ::werase(stdscr);
  ::clearok(curscr, TRUE);
  ::wrefresh(stdscr);
  painted_ = Grid();
}

void Terminal::suspend() {
  write_all(STDOUT_FILENO, paste_off);
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
